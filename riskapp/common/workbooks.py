"""Lists as workbooks: bold headings that stay in sight, text that is only text."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from riskapp.common import zones
from riskapp.common.exports import FORMULA, plain_cell

MAX_CELL = 32_767  # characters a cell of a spreadsheet holds


def as_workbook(
    sheets: Iterable[tuple[str, Iterable[Any], Iterable[Iterable[Any]]]],
) -> bytes:
    """A workbook of several sheets, each a title (at most 31 characters), headings and rows."""
    book = Workbook(write_only=True)
    for title, headings, rows in sheets:
        _fill(book.create_sheet(title), headings, rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(
    sheet: WriteOnlyWorksheet,
    headings: Iterable[Any],
    rows: Iterable[Iterable[Any]],
) -> None:
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    first = [_text_cell(sheet, str(heading)) for heading in headings]
    for cell in first:
        cell.font = bold
    for index, cell in enumerate(first, start=1):
        width = max(14, len(cell.value) + 4)
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.append(first)
    for row in rows:
        sheet.append([_for_xlsx(sheet, cell) for cell in row])


def _for_xlsx(sheet: WriteOnlyWorksheet, cell: Any) -> Any:
    plain = plain_cell(cell)
    if isinstance(plain, datetime.datetime) and plain.tzinfo:
        moment = WriteOnlyCell(sheet, value=plain.replace(tzinfo=None))
        moment.number_format = f'yyyy\\-mm\\-dd hh:mm "{zones.name_of(plain)}"'
        return moment
    return _text_cell(sheet, plain) if isinstance(plain, str) else plain


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Any:
    """A cell whose text is never read as a formula, an error or a number."""
    cell = WriteOnlyCell(sheet, value="")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:MAX_CELL]
    cell.data_type = "s"
    cell.quotePrefix = bool(FORMULA.match(text))
    return cell
