"""Text with delimiters, as spreadsheets write it in all their languages."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from riskapp.vendors.errors import ImportRefused

DELIMITERS = ",;\t|"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
IS_UTF_16 = mark("The file is UTF-16 text and was read as such.")
IS_WINDOWS = mark(
    "The file is not UTF-8 text and was read as Windows-1252. Look whether letters such as ä and é are right; if not, save it as “CSV UTF-8”."
)
_SEPARATOR = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_CONTROLS = frozenset("\t\n\r\f")


def read_text(data: bytes) -> tuple[str, str]:
    """The text of a file, and what is to be said about how it was read; raises ImportRefused."""
    text, note = _decoded(data)
    if any(unicodedata.category(c) == "Cc" and c not in _CONTROLS for c in set(text)):
        raise ImportRefused(_("The file is neither CSV nor a workbook."))
    return text, note


def _decoded(data: bytes) -> tuple[str, str]:
    if data.startswith(UTF_16):
        try:
            return data.decode("utf-16"), IS_UTF_16
        except UnicodeDecodeError as error:
            raise ImportRefused(_("The file cannot be read as CSV.")) from error
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), IS_WINDOWS
    except UnicodeDecodeError as error:
        raise ImportRefused(
            _("The file is not UTF-8 text. Save it as “CSV UTF-8”, or as .xlsx.")
        ) from error


def read_rows(
    text: str, has_headings: Callable[[Sequence[Sequence[str]]], bool]
) -> list[list[str]]:
    """The rows of a text: with the delimiter that a ``sep=`` line names, else with the one that
    gives headings, else with the most frequent one of the first line."""
    named = _SEPARATOR.match(text)
    if named:
        return _parsed(text[named.end() :], named[1])
    first = text.partition("\n")[0]
    likely = sorted(DELIMITERS, key=first.count, reverse=True)
    for delimiter in likely:
        rows = _parsed(text, delimiter)
        if has_headings(rows):
            return rows
    return _parsed(text, likely[0])


def _parsed(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except (csv.Error, TypeError, ValueError) as error:
        raise ImportRefused(_("The file cannot be read as CSV.")) from error
