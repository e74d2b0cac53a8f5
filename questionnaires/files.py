"""What a file really is, and a name for it that is safe to show and to save.

Nothing here believes what a browser says: the kind follows from the bytes, and the
ending of the name from the kind.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import lzma
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from questionnaires.errors import EvidenceRefused
from questionnaires.workbooks.protected import is_locked_pdf, is_protected

MAX_BYTES = 20 * 1024 * 1024
MAX_NAME = 150
MAX_MEMBERS = 5000
PART = b"PK\x01\x02"  # begins a line in the list of an archive's parts
MAX_UNPACKED = 200 * 1024 * 1024
MAX_JSON = 1024 * 1024

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
WEBP = "image/webp"
PLAIN = "text/plain"
JSON = "application/json"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ENDINGS = {
    PDF: ".pdf",
    PNG: ".png",
    JPEG: ".jpg",
    WEBP: ".webp",
    DOCX: ".docx",
    XLSX: ".xlsx",
    ODT: ".odt",
    ODS: ".ods",
    JSON: ".json",
    PLAIN: ".txt",
    "text/csv": ".csv",
    "text/markdown": ".md",
    "application/yaml": ".yaml",
}
# These cannot be told apart by their bytes and do equally little: the name may choose.
TEXT_BY_ENDING = {
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}
TEXT_CONTROLS = frozenset("\t\n\r\f")
MARKS_OF_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# What colours the output of a terminal, sets its title or moves in it.
OF_A_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))")
# What the reader of archives says to one that is damaged, or packed in a way it does not know.
NO_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
MACRO_PARTS = ("vbaproject.bin", "basic/", "scripts/")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept: its safe name and what it is by content."""

    name: str
    content_type: str
    size: int
    sha256: str


def check_file(stream: IO[bytes], name: str) -> CheckedFile:
    """Look at a file as it was sent; ``name`` is what the sender calls it.

    Raises EvidenceRefused, in words for the sender, when it is empty, bigger than
    ``MAX_BYTES`` or of no kind that is taken. The stream is left at its beginning.
    """
    stream.seek(0)
    content = stream.read(MAX_BYTES + 1)
    if not content:
        raise EvidenceRefused(_("This file is empty."))
    if len(content) > MAX_BYTES:
        raise EvidenceRefused(
            _("This file is bigger than 20 MB. Attach the part that shows it.")
        )
    stream.seek(0)
    content_type = _type_of(content, stream, name)
    stream.seek(0)
    return CheckedFile(
        name=safe_name(name, content_type),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def readable(upload: File[bytes]) -> File[bytes]:
    """A text in UTF-8 where it was sent in UTF-16 or with the colours of a terminal; every other
    file as it is. What is bigger than ``MAX_BYTES`` is left to whoever checks it."""
    upload.seek(0)
    content = upload.read(MAX_BYTES + 1)
    upload.seek(0)
    if len(content) > MAX_BYTES:
        return upload
    is_utf_16 = content.startswith(MARKS_OF_UTF_16)
    if not is_utf_16 and (b"\x1b" not in content or content.startswith(b"%PDF")):
        return upload
    try:
        sent = content.decode("utf-16" if is_utf_16 else "utf-8-sig")
    except UnicodeDecodeError:
        return upload
    text = OF_A_TERMINAL.sub("", sent)
    if not _is_plain(text):
        return upload
    return ContentFile(text.encode(), name=upload.name)


def protected_words() -> str:
    """What is said to a document that is encrypted."""
    return _(
        "This file is protected by a password or a sensitivity label; remove it first."
    )


def safe_name(name: str, content_type: str) -> str:
    """The last part of a path without control or direction characters, with the ending
    of its kind, at most ``MAX_NAME`` characters."""
    ending = ENDINGS[content_type]
    last = one_line(name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join("_" if char in '<>:"|?*%;' else char for char in last)
    path = PurePosixPath(kept.strip(". ") or "file")
    known = {*ENDINGS.values(), *TEXT_BY_ENDING, ".jpeg"}
    stem = path.stem if path.suffix.lower() in known else path.name
    stem = stem.strip(". ")[: MAX_NAME - len(ending)].rstrip(". ")
    return f"{stem or 'file'}{ending}"


def one_line(text: str) -> str:
    """Text on one line, without control, format or direction characters."""
    spaced = " ".join(text.split())
    return "".join(c for c in spaced if unicodedata.category(c)[0] != "C").strip()


def _type_of(content: bytes, stream: IO[bytes], name: str) -> str:
    if is_protected(content, name):
        raise EvidenceRefused(protected_words())
    signatures = _signatures(content)
    if ".pdf" in signatures:
        if is_locked_pdf(content):
            raise EvidenceRefused(
                _(
                    "This PDF opens only with a password. Save it without one, then attach it."
                )
            )
        return PDF
    text = _text(content)
    if text is not None:
        return _text_type(text, name)
    if ".png" in signatures:
        return PNG
    if ".jpg" in signatures:
        return JPEG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if ".zip" in signatures:
        return _office_type(content, stream)
    if _is_plain(content.decode("cp1252", "replace")):
        raise EvidenceRefused(
            _(
                "This text is not in UTF-8; some of its letters would be lost. Save it as UTF-8 "
                "(in Excel “CSV UTF-8”), then attach it."
            )
        )
    raise EvidenceRefused(
        _(
            "This kind of file is not taken. Attach a PDF, a picture (PNG, JPEG, WebP), a "
            "text file in UTF-8, or a document (DOCX, XLSX, ODT, ODS)."
        )
    )


def _signatures(content: bytes) -> set[str]:
    """The endings of the kinds whose signature the file begins with."""
    import puremagic

    try:
        matches = puremagic.magic_string(content)
    except puremagic.PureError:  # nothing that is known
        return set()
    return {match.extension for match in matches if match.offset == 0}


def _text(content: bytes) -> str | None:
    """The text of a file that is nothing but UTF-8 text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return text if _is_plain(text) else None


def _is_plain(text: str) -> bool:
    """Whether nothing in a text controls anything but where its lines and columns end."""
    controls = {char for char in set(text) if unicodedata.category(char) == "Cc"}
    return controls <= TEXT_CONTROLS


def _text_type(text: str, name: str) -> str:
    if _is_json(text):
        return JSON
    ending = PurePosixPath(name).suffix.lower()
    return TEXT_BY_ENDING.get(ending, PLAIN)


def _is_json(text: str) -> bool:
    if len(text) > MAX_JSON or text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _office_type(content: bytes, stream: IO[bytes]) -> str:
    """Which office document an archive is; nothing but its list of parts is unpacked, and that
    only where it is short: half a million parts take ten seconds."""
    if content.count(PART) > MAX_MEMBERS:
        raise EvidenceRefused(
            _("Archives are not taken. Attach the files in it one by one.")
        )
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            declared = _declared(archive)
    except NO_ARCHIVE as error:
        raise EvidenceRefused(_("This file is damaged.")) from error
    is_bomb = len(parts) > MAX_MEMBERS or sum(p.file_size for p in parts) > MAX_UNPACKED
    if not is_bomb and any(_is_macro(part) for part in names):
        raise EvidenceRefused(
            _("This document holds macros. Save it without them, or as a PDF.")
        )
    if not is_bomb and "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return DOCX
        if "xl/workbook.xml" in names:
            return XLSX
    if not is_bomb and declared in (ODT, ODS) and "content.xml" in names:
        return declared
    raise EvidenceRefused(
        _("Archives are not taken. Attach the files in it one by one.")
    )


def _declared(archive: zipfile.ZipFile) -> str:
    """What an OpenDocument says it is; read with a limit."""
    if "mimetype" not in archive.namelist():
        return ""
    with archive.open("mimetype") as part:
        return part.read(100).decode("ascii", "replace").strip()


def _is_macro(part: str) -> bool:
    low = part.lower()
    return low.endswith(MACRO_PARTS[0]) or low.startswith(MACRO_PARTS[1:])
