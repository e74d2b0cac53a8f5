"""The cells of a workbook that comes from outside, within fixed limits.

It is measured before it is unpacked, macros are refused, and what a cell holds becomes text
as a person reads it, or a complaint at that cell.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from questionnaires.document.errors import DocumentError, Fault
from questionnaires.document.offline import layout
from questionnaires.document.offline.said import Complaint
from questionnaires.document.words import say as _

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_PARTS = 400
MAX_SHEETS = 60
MAX_ROWS = 3_000
MAX_COLUMNS = layout.FIRST_COLUMN + 2 * 220
MAX_CELLS = 150_000
MAX_CHARACTERS = 20_000
MAX_GIVEN = 20_000


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_BROKEN = (
    AttributeError,
    DefusedXmlException,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


class _TooBig(Exception):
    """A limit of this module is passed."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that holds something."""

    place: str
    value: Any
    kind: str
    number_format: str


Page = dict[int, dict[int, Cell]]


class Wrong(Exception):
    """A cell that cannot be understood."""

    def __init__(self, cell: Cell, what: str, expected: str) -> None:
        super().__init__(what)
        self.complaint = Complaint(cell.place, what, expected)


def cells_of(content: bytes, name: str) -> dict[str, Page]:
    """Every cell that holds something, by sheet, row and column; raises DocumentError."""
    _refuse_bad_archive(content, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # what openpyxl leaves out is not read anyway
            return _pages(content)
    except _TooBig as error:
        raise refusal(
            name, str(error), _("the workbook that was downloaded here")
        ) from error
    except _BROKEN as error:
        raise refusal(name, _("this workbook is damaged"), _("an XLSX file")) from error


def _refuse_bad_archive(content: bytes, name: str) -> None:
    if len(content) > MAX_BYTES:
        raise refusal(name, _("the file is too big"), _("at most 5 MB"))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except _BROKEN as error:
        raise refusal(name, _("this workbook is damaged"), _("an XLSX file")) from error
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise refusal(
            name,
            _("the file unpacks to far more than a questionnaire"),
            _("the workbook that was downloaded here"),
        )
    names = {part.filename.lower() for part in parts}
    if any("vbaproject" in part or "macrosheets/" in part for part in names):
        raise refusal(
            name, _("this workbook holds macros"), _("an XLSX file without macros")
        )
    if "xl/workbook.xml" not in names:
        raise refusal(name, _("this is not a workbook"), _("an XLSX file"))


def _pages(content: bytes) -> dict[str, Page]:
    """Every cell that holds something, by sheet, row and column."""
    book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    try:
        if len(book.worksheets) > MAX_SHEETS:
            raise _TooBig(_("the workbook has too many sheets"))
        pages: dict[str, Page] = {}
        count = 0
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            page: Page = {}
            most = MAX_GIVEN + 10 if sheet.title == layout.FACTS else MAX_ROWS
            for cells in sheet.iter_rows(max_row=most, max_col=MAX_COLUMNS):
                for cell in cells:
                    if cell.value is None or cell.value == "":
                        continue
                    count += 1
                    if count > MAX_CELLS:
                        raise _TooBig(_("the workbook has too many cells"))
                    place = f"{sheet.title}!{get_column_letter(cell.column)}{cell.row}"
                    page.setdefault(cell.row, {})[cell.column] = Cell(
                        place, cell.value, cell.data_type, str(cell.number_format)
                    )
            pages[sheet.title] = page
        return pages
    finally:
        book.close()


def is_blank(cell: Cell) -> bool:
    """Whether only spaces stand in a cell."""
    return isinstance(cell.value, str) and not cell.value.strip()


def text_of(cell: Cell) -> str:
    """The text of a cell as somebody reads it; formulas and what cannot be read are refused."""
    value = cell.value
    if cell.kind == "f" or not isinstance(
        value, str | bool | int | float | datetime.date
    ):
        raise Wrong(cell, _("this cell holds a formula"), _("a value, not a formula"))
    if cell.kind == "e":
        raise Wrong(cell, _("this cell holds an error"), _("a value"))
    if isinstance(value, str):
        return _written(cell, value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if "%" in cell.number_format:
        value = round(value * 100, 8)
    return _decimal(cell, value)


def _decimal(cell: Cell, value: float) -> str:
    if isinstance(value, int) and abs(value) < 10**15:
        return str(value)
    if not abs(value) < 10**15:
        raise Wrong(cell, _("this number is too long"), _("at most 12 digits"))
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return text or "0"


def _written(cell: Cell, value: str) -> str:
    """Text as it was typed; a spreadsheet writes odd characters as ``_x000D_``."""
    if len(value) > MAX_CHARACTERS:
        raise Wrong(
            cell,
            _("the text is too long"),
            _("at most %(most)s characters") % {"most": MAX_CHARACTERS // 2},
        )
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any((c < " " and c not in "\t\n") or "\ud800" <= c <= "\udfff" for c in text):
        raise Wrong(
            cell,
            _("this cell holds characters that cannot be shown"),
            _("text without them"),
        )
    return text


def plain(cell: Cell | None) -> str:
    """The text of a hidden cell; "" for anything else."""
    if cell is None or not isinstance(cell.value, str) or cell.kind == "f":
        return ""
    return cell.value[:200]


def refusal(name: str, what: str, expected: str) -> DocumentError:
    """A refusal of the whole file."""
    return DocumentError((Fault(name, 0, what, expected),))
