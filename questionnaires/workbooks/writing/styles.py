"""How a workbook looks: styles, lists to choose from, and text that stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from openpyxl.cell.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import (
    Alignment,
    Border,
    Font,
    NamedStyle,
    PatternFill,
    Protection,
    Side,
)
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from questionnaires.document.words import say as _

ACCENT, SUNK, LINE, TODO = "0B5A6E", "EFEDE7", "B9B5AA", "FFF6D6"

ODD = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LIKE_AN_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_RISKY = ("=", "+", "-", "@", "\t", "'")


def put(page: Worksheet, row: int, column: int, words: str, style: str) -> Cell:
    """Write text, and nothing but text, into a cell."""
    cell: Cell = page.cell(row, column)
    cell.style = style
    if words:
        cell.value = _LIKE_AN_ESCAPE.sub("_x005F_", ODD.sub("", words))
        cell.data_type = "s"
        if words.startswith(_RISKY):
            cell.quotePrefix = True
    return cell


class Validations:
    """What is offered in the cells of one sheet, and which of them are still to be filled."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, bool], list[tuple[int, int]]] = {}
        self.open: dict[int, list[int]] = {}

    def offer(self, source: str, row: int, column: int, *, strict: bool) -> None:
        """Offer the choices of a range in a cell; a strict one takes nothing else."""
        self._cells.setdefault((source, strict), []).append((column, row))

    def apply(self, page: Worksheet) -> None:
        """Put all of it on the sheet."""
        for (source, strict), cells in self._cells.items():
            found = DataValidation(
                type="list", formula1=source, allow_blank=True, sqref=_ranges(cells)
            )
            found.showErrorMessage = strict
            found.errorTitle = _("Not one of the answers")[:32]
            found.error = _("Choose from the list, or leave the cell empty.")[:250]
            page.add_data_validation(found)
        for column, rows in self.open.items():
            _colour_what_is_open(page, column, rows)


def _colour_what_is_open(page: Worksheet, column: int, rows: Sequence[int]) -> None:
    """Yellow where there is neither an answer nor a reason."""
    answer, reason = get_column_letter(column), get_column_letter(column + 1)
    formula = f"AND(LEN(${answer}{rows[0]})=0,LEN(${reason}{rows[0]})=0)"
    page.conditional_formatting.add(
        _ranges([(column, row) for row in rows]),
        FormulaRule(
            formula=[formula], fill=PatternFill(bgColor=TODO, fill_type="solid")
        ),
    )


def _ranges(cells: Iterable[tuple[int, int]]) -> str:
    """Cells, each as column and row, as ranges one below the other."""
    found: list[list[int]] = []
    for column, row in sorted(cells):
        if found and found[-1][0] == column and found[-1][2] == row - 1:
            found[-1][2] = row
        else:
            found.append([column, row, row])
    return " ".join(
        at(first, column)
        if first == last
        else f"{at(first, column)}:{at(last, column)}"
        for column, first, last in found
    )


def at(row: int, column: int) -> str:
    """The name of a cell."""
    return f"{get_column_letter(column)}{row}"


def styles() -> list[NamedStyle]:
    """Every style of the workbook."""
    thin = Side(style="thin", color=LINE)
    line = Border(bottom=thin)
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    wrap = Alignment(wrap_text=True, vertical="top")
    open_cell = Protection(locked=False)
    grey = PatternFill(start_color=SUNK, end_color=SUNK, fill_type="solid")

    def style(name: str, **parts: object) -> NamedStyle:
        made = NamedStyle(name=f"rt {name}")
        made.font = Font(name="Calibri", size=11)
        for key, part in parts.items():
            setattr(made, key, part)
        return made

    return [
        style("plain"),
        style("title", font=Font(name="Calibri", size=16, bold=True, color=ACCENT)),
        style(
            "intro", alignment=wrap, font=Font(name="Calibri", size=11, color="515C69")
        ),
        style("advice", alignment=wrap),
        style("soft", font=Font(name="Calibri", size=11, color="515C69")),
        style("strong", font=Font(name="Calibri", size=11, bold=True), alignment=wrap),
        style(
            "link", font=Font(name="Calibri", size=11, color=ACCENT, underline="single")
        ),
        style(
            "head",
            font=Font(name="Calibri", size=11, bold=True, color="FFFFFF"),
            fill=PatternFill(start_color=ACCENT, end_color=ACCENT, fill_type="solid"),
            alignment=Alignment(wrap_text=True, vertical="center"),
        ),
        style(
            "id",
            font=Font(name="Calibri", size=10, color="515C69"),
            alignment=wrap,
            border=line,
        ),
        style(
            "question",
            font=Font(name="Calibri", size=11, bold=True),
            alignment=wrap,
            border=line,
        ),
        style(
            "option",
            alignment=Alignment(wrap_text=True, vertical="top", indent=2),
            border=line,
        ),
        style(
            "how",
            font=Font(name="Calibri", size=10, color="515C69"),
            alignment=wrap,
            border=line,
        ),
        style(
            "answer",
            alignment=wrap,
            border=box,
            protection=open_cell,
            number_format="@",
        ),
        style(
            "date",
            alignment=Alignment(horizontal="left", vertical="top"),
            border=box,
            protection=open_cell,
            number_format="yyyy-mm-dd",
        ),
        style("closed", alignment=wrap, border=box, fill=grey),
        style(
            "closed date",
            alignment=Alignment(horizontal="left", vertical="top"),
            border=box,
            fill=grey,
            number_format="yyyy-mm-dd",
        ),
    ]
