"""Lists as files: CSV that no spreadsheet takes for formulas, and XLSX.

    COLUMNS = (
        Column("Vendor", lambda row: row.name),
        Column("Due", lambda row: row.due_on),
    )
    wanted = wanted_format(request.GET)
    if wanted:
        return export(wanted, "vendors", COLUMNS, vendors.iterator(chunk_size=2000))

Cells may be text, whole numbers, decimals, dates, moments, yes/no or nothing; anything else
is written as its text. Whoever offers a list notes the download in the audit trail.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from riskapp.common import zones

PARAMETER = "export"
CSV = "csv"
XLSX = "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MAX_CELL = 32_767  # characters a cell of a spreadsheet holds
# What a spreadsheet takes for the start of a formula, in plain and in full-width letters
# (OWASP, "CSV Injection"); blanks before it do not help.
_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")

Cell = str | int | float | Decimal | datetime.date | datetime.datetime | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, translated when the file is made, and how to get the cell under it from a row."""

    heading: str
    value: Callable[[Any], Any]


def wanted_format(query: Mapping[str, str]) -> str | None:
    """The format a query string asks for (``?export=csv``); None for anything unknown."""
    wanted = query.get(PARAMETER, "")
    return wanted if wanted in CONTENT_TYPES else None


def export(
    wanted: str, name: str, columns: Iterable[Column], rows: Iterable[Any]
) -> HttpResponseBase:
    """The rows as a file ``name-YYYY-MM-DD`` to keep; CSV is streamed row by row."""
    columns = tuple(columns)
    headings = [gettext(column.heading) for column in columns]
    cells = ([column.value(row) for column in columns] for row in rows)
    response: HttpResponseBase
    if wanted == XLSX:
        response = HttpResponse(as_xlsx(headings, cells), CONTENT_TYPES[XLSX])
    else:
        response = StreamingHttpResponse(as_csv(headings, cells), CONTENT_TYPES[CSV])
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.{wanted}"'
    response["Cache-Control"] = "no-store"
    return response


def as_csv(headings: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """Comma-separated lines in UTF-8 with a byte-order mark, so that Excel reads them right."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([safe_text(str(heading)) for heading in headings])
    for row in rows:
        writer.writerow([_for_csv(cell) for cell in row])
        if buffer.tell() > 16_384:
            yield _taken(buffer)
    yield _taken(buffer)


def as_xlsx(headings: Iterable[Any], rows: Iterable[Iterable[Any]]) -> bytes:
    """A workbook of one sheet: bold headings that stay in sight, text that is only text."""
    return as_workbook((("Export", headings, rows),))


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
    sheet: WriteOnlyWorksheet, headings: Iterable[Any], rows: Iterable[Iterable[Any]]
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


def safe_text(text: str) -> str:
    """Text that a spreadsheet opens as text: a formula's first sign gets a quote before it."""
    return f"'{text}" if _FORMULA.match(text) else text


def unsafe_text(text: str) -> str:
    """What ``safe_text`` was given, for files that come back."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text[1:]) else text


def _for_csv(cell: Any) -> Any:
    plain = _plain(cell)
    if isinstance(plain, datetime.datetime):
        return plain.isoformat(
            sep=" ", timespec="minutes"
        )  # with what it is apart from UTC
    if isinstance(plain, datetime.date):
        return plain.isoformat()
    return safe_text(plain) if isinstance(plain, str) else plain


def _for_xlsx(sheet: WriteOnlyWorksheet, cell: Any) -> Any:
    plain = _plain(cell)
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
    cell.quotePrefix = bool(_FORMULA.match(text))
    return cell


def _plain(cell: Any) -> Cell:
    """A value that both formats know; moments in the time zone of whoever reads them."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if cell is None or isinstance(cell, int | float | Decimal):
        return cell
    if isinstance(cell, datetime.datetime):
        local = cell
        if timezone.is_aware(cell):
            local = timezone.localtime(cell, zones.shown())
        return local.replace(second=0, microsecond=0)
    if isinstance(cell, datetime.date):
        return cell
    if isinstance(cell, list | tuple | set | frozenset):
        return ", ".join(str(part) for part in cell)
    return str(cell)


def _taken(buffer: io.StringIO) -> bytes:
    data = buffer.getvalue().encode("utf-8")
    buffer.seek(0)
    buffer.truncate()
    return data
