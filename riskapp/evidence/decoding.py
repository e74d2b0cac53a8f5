"""From bytes to text: only text that means what it looks like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from operator import itemgetter

from riskapp.evidence.errors import refusal
from riskapp.evidence.limits import Limits

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Embeddings, overrides and isolates (Unicode Standard Annex 9): they turn what is read around.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BREAK = re.compile(r"[^\S ]")
# Four digits behind a small u, eight behind a large one; what follows is the next character.
_ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\\(?:u|U0000)(?:202[a-eA-E]|206[6-9]|0000)")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_PACKED = {
    b"PK\x03\x04": "a packed file (ZIP, or an Office document)",
    b"PK\x05\x06": "an empty ZIP file",
    b"\x1f\x8b": "a packed file (gzip)",
    b"BZh": "a packed file (bzip2)",
    b"\xfd7zXZ": "a packed file (xz)",
    b"7z\xbc\xaf": "a packed file (7-Zip)",
    b"(\xb5/\xfd": "a packed file (Zstandard)",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "a database",
    b"\x89PNG": "a picture",
}


def decode(content: bytes, name: str, limits: Limits) -> str:
    """The text of a file in UTF-8, or in UTF-16 with its mark, with plain ends of lines.

    Raises EvidenceRefused where it is too large, packed, not text, or holds characters that
    nobody sees and that change what is read; also where they are written as escapes.
    """
    if len(content) > limits.bytes:
        raise refusal(
            name,
            1,
            f"the file has {len(content)} bytes",
            f"at most {limits.bytes}; the collector reads larger ones",
        )
    for start, what in _PACKED.items():
        if content.startswith(start):
            raise refusal(name, 1, what, "the plain text file that is inside")
    if not content.strip():
        raise refusal(name, 1, "the file is empty", "what the tool exported")
    text = _text(content, name)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    refuse_unseen(text, name)
    return text


def one_line(text: str) -> str:
    """The text in one line, with a sign in the place of what nobody sees or can write."""
    text = _DIRECTION.sub("\ufffd", _BREAK.sub(" ", text))
    text = _CONTROL.sub("\ufffd", text)
    return text.encode("utf-8", "replace").decode("utf-8")


def line_at(text: str, offset: int) -> int:
    """The line of a place in a text, from 1."""
    return text.count("\n", 0, offset) + 1


def lines_at(text: str, offsets: Mapping[str, int]) -> dict[str, int]:
    """The lines of many places in a text, by the keys of the places, in one walk over it."""
    found: dict[str, int] = {}
    line, counted = 1, 0
    for key, offset in sorted(offsets.items(), key=itemgetter(1)):
        line += text.count("\n", counted, offset)
        counted = offset
        found[key] = line
    return found


def _text(content: bytes, name: str) -> str:
    encoding = next((e for mark, e in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise refusal(
            name, line, "the file is not text in UTF-8", "a file saved as UTF-8"
        ) from error


def refuse_unseen(text: str, name: str, first: int = 1) -> None:
    """Raise EvidenceRefused for characters that nobody sees, also written as escapes.

    ``first`` is the line in which the text begins.
    """
    found = _CONTROL.search(text)
    if found is None and not text.isascii():
        found = _DIRECTION.search(text)
    if found is not None:
        character = ord(found.group())
        what = (
            "the file holds a NUL character"
            if character == 0
            else f"the file holds the control character U+{character:04X}"
            if character < 0x80
            else f"a mark that changes the direction of reading (U+{character:04X})"
        )
        line = line_at(text, found.start()) + first - 1
        raise refusal(name, line, what, "text without it")
    if "\\" in text:
        found = _ESCAPED.search(text)
        if found is not None:
            code = found.group()[-4:].upper()
            what = (
                "a NUL character, written as an escape"
                if code == "0000"
                else f"a mark that changes the direction of reading (U+{code}), written as an escape"
            )
            line = line_at(text, found.start()) + first - 1
            raise refusal(name, line, what, "text without it")
