"""The cells of a filled-in questionnaire as text, as a person reads them, or a complaint."""

from __future__ import annotations

from questionnaires.document.characters import broken_lines, unshown
from questionnaires.document.errors import DocumentError, Fault
from questionnaires.document.offline.cells import Wrong
from questionnaires.document.words import mark
from questionnaires.document.words import say as _
from questionnaires.workbooks.sheets import Cell, Page, WorkbookRefused, read_sheets

MAX_CHARACTERS = 20_000
DOWNLOADED = mark("the workbook that was downloaded here")
# What is wrong with a file as a whole, and what was expected, by the reason of the reader.
REFUSED = {
    "bytes": (mark("the file is too big"), mark("at most 5 MB")),
    "damaged": (mark("this workbook is damaged"), mark("an XLSX file")),
    "no workbook": (mark("this is not a workbook"), mark("an XLSX file")),
    "macros": (
        mark("this workbook holds macros"),
        mark("an XLSX file without macros"),
    ),
    "sheets": (mark("the workbook has too many sheets"), DOWNLOADED),
    "cells": (mark("the workbook has too many cells"), DOWNLOADED),
    "rows": (mark("the workbook has too many rows"), DOWNLOADED),
}
TOO_MUCH = (mark("the file unpacks to far more than a questionnaire"), DOWNLOADED)


def cells_of(content: bytes, name: str) -> dict[str, Page]:
    """Every cell that holds something, by sheet, row and column; raises DocumentError."""
    try:
        return {sheet.title: sheet.page for sheet in read_sheets(content)}
    except WorkbookRefused as error:
        what, expected = REFUSED.get(error.reason, TOO_MUCH)
        raise refusal(name, _(what), _(expected)) from error


def is_blank(cell: Cell) -> bool:
    """Whether only spaces stand in a cell."""
    return (
        isinstance(cell.value, str) and not cell.is_formula and not cell.value.strip()
    )


def text_of(cell: Cell) -> str:
    """The text of a cell as somebody reads it; formulas and what cannot be read are refused."""
    value = cell.value
    if cell.is_formula:
        raise Wrong(
            cell.place, _("this cell holds a formula"), _("a value, not a formula")
        )
    if cell.kind == "e":
        raise Wrong(cell.place, _("this cell holds an error"), _("a value"))
    if cell.kind == "t":
        raise Wrong(cell.place, _("this cell holds a time of day"), _("a value"))
    if isinstance(value, str):
        return _written(cell, value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if "%" in cell.number_format:
        value = round(value * 100, 8)
    return _decimal(cell, value)


def _decimal(cell: Cell, value: float) -> str:
    if isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    if not abs(value) < 10**15:
        raise Wrong(cell.place, _("this number is too long"), _("at most 12 digits"))
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return text or "0"


def _written(cell: Cell, value: str) -> str:
    if len(value) > MAX_CHARACTERS:
        raise Wrong(
            cell.place,
            _("the text is too long"),
            _("at most %(most)s characters") % {"most": MAX_CHARACTERS // 2},
        )
    text = broken_lines(value)
    found = unshown(text)
    if found:
        raise Wrong(
            cell.place,
            _("this cell holds a character that cannot be shown: %(where)s")
            % {"where": found},
            _("text without it"),
        )
    return text


def plain(cell: Cell | None) -> str:
    """The text of a hidden cell; "" for anything else."""
    if cell is None or not isinstance(cell.value, str) or cell.is_formula:
        return ""
    return cell.value[:200]


def refusal(name: str, what: str, expected: str) -> DocumentError:
    """A refusal of the whole file."""
    return DocumentError((Fault(name, 0, what, expected),))
