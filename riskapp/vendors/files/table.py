"""A file of vendors as rows of text, with what is to be said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark

from questionnaires.files import protected_words
from questionnaires.workbooks.limits import MAX_BYTES
from questionnaires.workbooks.protected import is_protected
from questionnaires.workbooks.sheets import Cell, Sheet, WorkbookRefused, read_sheets
from riskapp.common.exports import unsafe_text
from riskapp.vendors.errors import ImportRefused
from riskapp.vendors.files.columns import (
    MAX_COLUMNS,
    MAX_ROWS,
    known_headings,
    names_a_vendor,
)
from riskapp.vendors.files.delimited import read_rows, read_text

MAX_CELL = 4_000
MAX_TITLE_ROWS = 10
MAX_NAMED = 20
SHEET_READ = mark("The sheet “%(title)s” was read.")
HIDDEN = mark("Rows that are hidden in the spreadsheet are read too: %(rows)s.")
HEADINGS_IN = mark("The headings are in row %(line)s.")
Note = tuple[str, dict[str, Any]]


class Doubt(StrEnum):
    """Why the text of a cell may not be what somebody typed."""

    DATE = "date"
    BOOLEAN = "boolean"
    NUMBER = "number"
    CUT = "cut"
    ERROR = "error"


@dataclass(slots=True)
class TableLine:
    """One row: its number in the file, its cells, and the doubts about some, by column."""

    number: int
    cells: list[str]
    doubts: dict[int, Doubt] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Table:
    """The headings, the rows below them that are not blank, and notes about the whole file: a
    sentence in English with its facts."""

    headings: list[str]
    lines: list[TableLine]
    notes: list[Note]


def read_table(name: str, data: bytes) -> Table:
    """The rows of a CSV or XLSX file as text, trailing blanks cut off.

    Raises ImportRefused, in words, for anything that is neither, too big or broken.
    """
    if len(data) > MAX_BYTES:
        raise ImportRefused(_("The file has more than 5 MB. Split it."))
    if is_protected(data, name):
        raise ImportRefused(protected_words())
    if data.startswith(b"PK"):
        return _from_workbook(data)
    if name.lower().endswith((".xls", ".ods")):
        raise ImportRefused(
            _("Save the file as .xlsx or as CSV, then choose it again.")
        )
    return _from_text(data)


def _from_text(data: bytes) -> Table:
    known = known_headings()
    text, problem = read_text(data)
    rows = read_rows(
        text,
        lambda rows: any(names_a_vendor(row, known) for row in rows[:MAX_TITLE_ROWS]),
    )
    lines = [
        TableLine(number, [_tidy(cell) for cell in row[:MAX_COLUMNS]])
        for number, row in enumerate(rows, start=1)
    ]
    return _table(lines, [(problem, {})] if problem else [], known)


def _from_workbook(data: bytes) -> Table:
    try:
        sheets = read_sheets(data)
    except WorkbookRefused as error:
        raise ImportRefused(_why(error.reason)) from error
    known = known_headings()
    full = [sheet for sheet in sheets if sheet.page]
    if not full:
        return Table([], [], [])
    full.sort(key=lambda sheet: sheet.is_hidden)
    readable = {id(sheet): _lines_of(sheet) for sheet in full}
    chosen = next(
        (
            sheet
            for sheet in full
            if any(
                names_a_vendor(line.cells, known)
                for line in readable[id(sheet)][:MAX_TITLE_ROWS]
            )
        ),
        full[0],
    )
    notes: list[Note] = []
    if len(full) > 1:
        notes.append((SHEET_READ, {"title": chosen.title}))
    hidden = sorted(chosen.hidden_rows & set(chosen.page))
    if hidden:
        rows = ", ".join(str(row) for row in hidden[:MAX_NAMED])
        more = " …" if len(hidden) > MAX_NAMED else ""
        notes.append((HIDDEN, {"rows": rows + more}))
    return _table(readable[id(chosen)], notes, known)


def _lines_of(sheet: Sheet) -> list[TableLine]:
    lines = []
    for number, row in sorted(sheet.page.items()):
        line = TableLine(number, [""] * min(max(row), MAX_COLUMNS))
        for column, cell in row.items():
            if column <= MAX_COLUMNS:
                text, doubt = _read(cell)
                line.cells[column - 1] = _tidy(text)
                if doubt:
                    line.doubts[column - 1] = doubt
        lines.append(line)
    return lines


def _table(lines: list[TableLine], notes: list[Note], known: dict[str, str]) -> Table:
    for line in lines:
        while line.cells and not line.cells[-1]:
            line.cells.pop()
    at = next(
        (
            index
            for index, line in enumerate(lines[:MAX_TITLE_ROWS])
            if names_a_vendor(line.cells, known)
        ),
        0,
    )
    if at:
        notes = [*notes, (HEADINGS_IN, {"line": lines[at].number})]
    below = [line for line in lines[at + 1 :] if line.cells]
    if len(below) > MAX_ROWS:
        raise ImportRefused(
            _("The file has more than %(count)s rows. Split it.")
            % {"count": number_format(MAX_ROWS, force_grouping=True)}
        )
    return Table(lines[at].cells if lines else [], below, notes)


def _read(cell: Cell) -> tuple[str, Doubt | None]:
    """The text of a cell as somebody reads it, and whether it is what they typed."""
    value = cell.value
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), Doubt.BOOLEAN
    if isinstance(value, str):
        doubts = {"d": Doubt.DATE, "e": Doubt.ERROR}
        return value, doubts.get(cell.kind)
    if cell.kind == "t":
        return str(value), Doubt.DATE
    shown = cell.number_format
    whole = int(value) if float(value).is_integer() else None
    if whole is not None and set(shown) == {"0"} and len(shown) > 1:
        return str(whole).zfill(len(shown)), Doubt.NUMBER
    text = str(value) if whole is None else str(whole)
    if abs(value) >= 10**15:
        return text, Doubt.CUT
    return text, None if shown in ("General", "0", "@") else Doubt.NUMBER


def _tidy(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return unsafe_text(plain)[:MAX_CELL]


def _why(reason: str) -> str:
    """Why a workbook is refused, and what helps."""
    if reason == "macros":
        return _("The workbook holds macros. Save it as .xlsx without them.")
    if reason in ("damaged", "no workbook"):
        return _(
            "The file cannot be read as a workbook. Save it again as .xlsx or as CSV."
        )
    return _("The workbook is too big when unpacked. Split it.")


def words_of(notes: Sequence[Sequence[Any]]) -> list[str]:
    """Notes in the language of whoever reads them."""
    return [_(sentence) % facts for sentence, facts in notes]
