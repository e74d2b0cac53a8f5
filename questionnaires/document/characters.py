"""The characters of what somebody typed or pasted: what is mended, what is told, what is seen."""

from __future__ import annotations

import re
import unicodedata

from questionnaires.document.words import say as _

# Line ends that a word processor, a web page or an old system leaves behind.
_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\u2028\u2029]")
# What Windows-1252 has where Unicode has control signs; pasted with the wrong code page.
_WINDOWS = {
    number: bytes([number]).decode("cp1252", "ignore") for number in range(0x80, 0xA0)
}
_UNSHOWN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# They turn round the order in which others are read; the plain marks of a script do not.
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_DIRECTIONS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Letters and signs by their category, but nothing is seen of them.
_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
)
_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def mended(text: str) -> str:
    """The same text with one kind of line end and quotes, and read in the order it is kept."""
    return _TURNING.sub("", broken_lines(text).translate(_WINDOWS))


def broken_lines(text: str) -> str:
    """The same text with one kind of line end."""
    return _LINE_ENDS.sub("\n", text)


def is_visible(text: str) -> bool:
    """Whether at least one character can be seen."""
    return any(c not in _BLANK and unicodedata.category(c)[0] in "LNPS" for c in text)


def unshown(text: str) -> str:
    """Words on the first character that cannot be shown and where it is; "" without one."""
    found = _UNSHOWN.search(text)
    return _told(text, found) if found else ""


def directing(text: str) -> str:
    """Words on the first mark that changes the direction of reading; "" without one."""
    found = _DIRECTIONS.search(text)
    return _told(text, found) if found else ""


def is_hidden(char: str) -> bool:
    """Whether nothing is seen of a character, a plain blank aside."""
    return char in _BLANK or unicodedata.category(char) in _HIDDEN


def address(text: str) -> str:
    """An e-mail address as it is kept and compared: nothing unseen, and one spelling of a
    domain that has two (``xn--mnchen-3ya.example`` is ``münchen.example``)."""
    seen = "".join(c for c in text if not is_hidden(c))
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).lower())
    name, at, domain = plain.rpartition("@")
    return f"{name}{at}{_in_letters(domain)}".strip()


def domain_of(email: str) -> str:
    """The domain of an address, or a domain alone, as it is kept and compared."""
    return address(email).rpartition("@")[2]


def _in_letters(domain: str) -> str:
    """By the rules that mails are sent by; what has no second spelling stays as it is."""
    try:
        return domain.encode("idna").decode("idna")
    except UnicodeError:
        return domain


def compared(name: str) -> str:
    """The form in which two names are the same: no case, single blanks, nothing unseen."""
    folded = unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", name).casefold()
    )
    seen = "".join(c for c in folded if c.isspace() or is_visible(c) or _joins(c))
    return " ".join(seen.split())


def _joins(char: str) -> bool:
    """Accents and vowel signs: part of the letter before them."""
    return unicodedata.category(char) in ("Mn", "Mc") and not (
        char == "\u034f"
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


def _told(text: str, found: re.Match[str]) -> str:
    return _("U+%(code)s in line %(line)s") % {
        "code": f"{ord(found.group()):04X}",
        "line": text.count("\n", 0, found.start()) + 1,
    }
