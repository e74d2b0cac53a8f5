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

from riskapp.common import zones

PARAMETER = "export"
CSV = "csv"
XLSX = "xlsx"
CONTENT_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a spreadsheet takes for the start of a formula, in plain and in full-width letters
# (OWASP, "CSV Injection"); blanks before it do not help.
FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
# The same within a text, behind what begins a cell where lists are parted by semicolons, as in
# most of Europe, and behind a line end that such a spreadsheet does not see as quoted.
# A run of white space, quotes and semicolons is looked at once, from its beginning.
BLANKS = r"\x0b\x0c\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
RUN = rf"""(?<![\s";])([{BLANKS}"]*+[;\t\r\n][\s";]*+)"""
INNER = re.compile(rf"{RUN}('*[=+\-@＝＋－＠])")
INNER_SAFE = re.compile(rf"{RUN}'('*[=+\-@＝＋－＠])")

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
    from riskapp.common import workbooks  # its library takes 11 MB of every process

    return workbooks.as_workbook(sheets)


def safe_text(text: str) -> str:
    """Text that a spreadsheet opens as text, whatever parts its cells: the first sign of each
    formula gets a quote before it."""
    inner = INNER.sub(r"\1'\2", text)
    return f"'{inner}" if FORMULA.match(text) else inner


def unsafe_text(text: str) -> str:
    """What ``safe_text`` was given, for files that come back."""
    found = INNER_SAFE.sub(r"\1\2", text)
    return found[1:] if found.startswith("'") and FORMULA.match(found[1:]) else found


def _for_csv(cell: Any) -> Any:
    plain = plain_cell(cell)
    if isinstance(plain, datetime.datetime):
        return plain.isoformat(
            sep=" ", timespec="minutes"
        )  # with what it is apart from UTC
    if isinstance(plain, datetime.date):
        return plain.isoformat()
    return safe_text(plain) if isinstance(plain, str) else plain


def plain_cell(cell: Any) -> Cell:
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
