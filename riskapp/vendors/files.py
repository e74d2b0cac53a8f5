"""Files of vendors: what was uploaded as rows of text, and a template to fill in."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from questionnaires.document.model import Document
from riskapp.vendors.errors import ImportRefused

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 60 * 1024 * 1024
MAX_ROWS = 2_000
MAX_COLUMNS = 60
MAX_CELL = 4_000
# Key, heading, and what belongs into the column.
COLUMNS = (
    ("vendor", "Vendor", "Required. The name, once per organisation."),
    ("country", "Country", "Name or two letters, for example RS."),
    ("owner", "Owner", "E-mail address of a member of your organisation."),
    ("services", "Services", "What the vendor does for you, in words."),
    ("labels", "Labels", "Separated by commas."),
    ("contact_name", "Contact name", "Who receives assessments."),
    ("contact_email", "Contact e-mail", "The address they are sent to."),
    ("contact_role", "Contact role", "What the person does at the vendor."),
    ("engagement", "Engagement", "One piece of work. One row for each."),
    ("contract", "Contract", "Number or reference of the contract."),
    ("starts_on", "Contract start", "A day, as 2026-11-25."),
    ("ends_on", "Contract end", "A day, as 2028-11-24."),
)


def headings(document: Document) -> list[tuple[str, str]]:
    """Key and heading of every column, the questions about the engagement included."""
    fixed = [(key, heading) for key, heading, _ in COLUMNS]
    return [*fixed, *((q.id, f"{q.id} {q.text}") for q in document.profile)]


def read_table(name: str, data: bytes) -> list[list[str]]:
    """The rows of a CSV or XLSX file as text, trailing blanks cut off, blank rows kept.

    Raises ImportRefused, in words, for anything that is neither, too big or broken.
    """
    if len(data) > MAX_BYTES:
        raise ImportRefused(_("The file has more than 5 MB. Split it."))
    if data.startswith(b"PK"):
        rows = _read_xlsx(data)
    elif name.lower().endswith((".xls", ".ods")):
        raise ImportRefused(
            _("Save the file as .xlsx or as CSV, then choose it again.")
        )
    else:
        rows = _read_csv(data)
    return _tidy(rows)


def template(document: Document) -> bytes:
    """A workbook to fill in: headings, lists to choose from, and a sheet that explains."""
    book = Workbook()
    sheet, values = book.active, book.create_sheet("Explained")
    sheet.title = "Vendors"
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    values.append(["Column", "What belongs into it", "Allowed values"])
    for _key, heading, meaning in COLUMNS:
        values.append([heading, meaning])
    for index, (key, heading) in enumerate(headings(document), start=1):
        cell = sheet.cell(1, index, heading)
        cell.font, cell.alignment = bold, wrapped
        letter = get_column_letter(index)
        sheet.column_dimensions[letter].width = 22
        question = document.questions.get(key)
        if question is None:
            continue
        first = values.max_row + 1
        for option in question.options:
            values.append([key, option.label, option.code])
        choice = DataValidation(
            type="list",
            formula1=f"Explained!$C${first}:$C${values.max_row}",
            allow_blank=True,
        )
        sheet.add_data_validation(choice)
        choice.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
    sheet.freeze_panes = "B2"
    for letter, width in (("A", 16), ("B", 70), ("C", 20)):
        values.column_dimensions[letter].width = width
    for cell in values[1]:
        cell.font = bold
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cell_name(column: int, line: int) -> str:
    """The name of a cell as a spreadsheet shows it: ``C4``; the column from 0."""
    return f"{get_column_letter(column + 1)}{line}"


def _read_xlsx(data: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise ImportRefused(
                    _("The workbook is too big when unpacked. Split it.")
                )
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = [
            [_text(value) for value in row]
            for row in sheet.iter_rows(
                max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True
            )
        ]
        book.close()
    except (
        zipfile.BadZipFile,
        InvalidFileException,
        KeyError,
        IndexError,
        ValueError,
        SyntaxError,  # XML that does not parse
    ) as error:
        raise ImportRefused(
            _(
                "The file cannot be read as a workbook. Save it again as .xlsx or as CSV."
            )
        ) from error
    return rows


def _read_csv(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportRefused(
            _("The file is not UTF-8 text. Save it as “CSV UTF-8”, or as .xlsx.")
        ) from error
    if "\x00" in text:
        raise ImportRefused(_("The file is neither CSV nor a workbook."))
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ImportRefused(_("The file cannot be read as CSV.")) from error


def _tidy(rows: Iterable[Iterable[str]]) -> list[list[str]]:
    tidy = [[cell.strip()[:MAX_CELL] for cell in row][:MAX_COLUMNS] for row in rows]
    for row in tidy:
        while row and not row[-1]:
            row.pop()
    while tidy and not tidy[-1]:
        tidy.pop()
    if len(tidy) > MAX_ROWS + 1:
        raise ImportRefused(f"The file has more than {MAX_ROWS:,} rows. Split it.")
    return tidy


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
