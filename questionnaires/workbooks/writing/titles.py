"""Names of sheets, as a spreadsheet allows them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from questionnaires.workbooks.writing.styles import ODD

MAX_TITLE = 31

_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")
_BEFORE_AN_ASIDE = re.compile(r"[^:(]*")


def sheet_title(title: str, names: Iterable[str], code: str = "") -> str:
    """A name for a sheet: short, allowed, and unlike ``names``, those of the others."""
    if len(title) > MAX_TITLE:
        title = _BEFORE_AN_ASIDE.match(title)[0] or title  # type: ignore[index]  # it matches anything
    clean = ODD.sub("", _NOT_IN_A_TITLE.sub(" ", title))
    clean = " ".join(clean.split()).strip("' ")
    taken = {name.casefold() for name in names}
    plain = _short(clean) or code or "Sheet"
    number = 1
    found = plain
    while found.casefold() in taken or found.casefold() == "history":
        number += 1
        found = f"{_short(plain, MAX_TITLE - 5)} {number}"
    return found


def _short(words: str, most: int = MAX_TITLE) -> str:
    """At most so many units as a spreadsheet counts them, whole words where it can be."""
    whole = words
    while len(words.encode("utf-16-le")) // 2 > most:
        words = words[:-1]
    if words != whole and " " in words:
        words = words.rsplit(" ", 1)[0]
    return words.strip("' ,")
