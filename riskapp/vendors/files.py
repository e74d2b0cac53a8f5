"""Files of vendors: what was uploaded as rows of text, and a template to fill in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from questionnaires.document.model import Document
from questionnaires.document.translation import core_document_in
from questionnaires.files import protected_words
from questionnaires.workbooks.limits import MAX_BYTES
from questionnaires.workbooks.protected import is_protected
from questionnaires.workbooks.sheets import Cell, WorkbookRefused, read_sheets
from riskapp.vendors.errors import ImportRefused

MAX_ROWS = 2_000
MAX_COLUMNS = 60
MAX_CELL = 4_000
_COLUMNS = range(1, MAX_COLUMNS + 1)
# Key, heading, and what belongs into the column, in the language of whoever reads it.
COLUMNS = (
    (
        "vendor",
        gettext_lazy("Vendor"),
        gettext_lazy("Required. The name, once per organisation."),
    ),
    (
        "country",
        gettext_lazy("Country"),
        gettext_lazy("Name or two letters, for example RS."),
    ),
    (
        "owner",
        gettext_lazy("Owner"),
        gettext_lazy("E-mail address of a member of your organisation."),
    ),
    (
        "services",
        gettext_lazy("Services"),
        gettext_lazy("What the vendor does for you, in words."),
    ),
    ("labels", gettext_lazy("Labels"), gettext_lazy("Separated by commas.")),
    (
        "contact_name",
        gettext_lazy("Contact name"),
        gettext_lazy("Who receives assessments."),
    ),
    (
        "contact_email",
        gettext_lazy("Contact e-mail"),
        gettext_lazy("The address they are sent to."),
    ),
    (
        "contact_role",
        gettext_lazy("Contact role"),
        gettext_lazy("What the person does at the vendor."),
    ),
    (
        "engagement",
        gettext_lazy("Engagement"),
        gettext_lazy("One piece of work. One row for each."),
    ),
    (
        "contract",
        gettext_lazy("Contract"),
        gettext_lazy("Number or reference of the contract."),
    ),
    (
        "starts_on",
        gettext_lazy("Contract start"),
        gettext_lazy("A day, as 2026-11-25."),
    ),
    ("ends_on", gettext_lazy("Contract end"), gettext_lazy("A day, as 2028-11-24.")),
)


def headings(document: Document) -> list[tuple[str, str]]:
    """Key and heading of every column in the language that is active, the questions about the
    engagement, of a document in that language, included."""
    fixed = [(key, str(heading)) for key, heading, _meaning in COLUMNS]
    return [*fixed, *((q.id, f"{q.id} {q.text}") for q in document.profile)]


def known_headings() -> dict[str, str]:
    """The key of every heading as it is written in any language, in lower case."""
    known: dict[str, str] = {}
    for language in dict(settings.LANGUAGES):
        with translation.override(language):
            for key, heading in headings(core_document_in(language)):
                known.setdefault(heading.casefold(), key)
    return known


def read_table(name: str, data: bytes) -> list[list[str]]:
    """The rows of a CSV or XLSX file as text, trailing blanks cut off, blank rows kept.

    Raises ImportRefused, in words, for anything that is neither, too big or broken.
    """
    if len(data) > MAX_BYTES:
        raise ImportRefused(_("The file has more than 5 MB. Split it."))
    if is_protected(data, name):
        raise ImportRefused(protected_words())
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
    """A workbook to fill in, in the language that is active: headings, lists to choose from,
    and a sheet that explains."""
    book = Workbook()
    explained = _("Explained")
    sheet, values = book.active, book.create_sheet(explained)
    sheet.title = _("Vendors")
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    values.append([_("Column"), _("What belongs into it"), _("Allowed values")])
    for _key, heading, meaning in COLUMNS:
        values.append([str(heading), str(meaning)])
    for index, (key, words) in enumerate(headings(document), start=1):
        cell = sheet.cell(1, index, words)
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
            formula1=f"'{explained}'!$C${first}:$C${values.max_row}",
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
        sheet = read_sheets(data)[0]
    except WorkbookRefused as error:
        raise ImportRefused(_why(error.reason)) from error
    last = max(sheet.page, default=0)
    if last > MAX_ROWS + 1:
        raise ImportRefused(_too_many_rows())
    return [
        [_text(sheet.page.get(row, {}).get(column)) for column in _COLUMNS]
        for row in range(1, last + 1)
    ]


def _why(reason: str) -> str:
    """Why a workbook is refused, and what helps."""
    if reason == "macros":
        return _("The workbook holds macros. Save it as .xlsx without them.")
    if reason in ("damaged", "no workbook"):
        return _(
            "The file cannot be read as a workbook. Save it again as .xlsx or as CSV."
        )
    return _("The workbook is too big when unpacked. Split it.")


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
        raise ImportRefused(_too_many_rows())
    return tidy


def _too_many_rows() -> str:
    return _("The file has more than %(count)s rows. Split it.") % {
        "count": number_format(MAX_ROWS, force_grouping=True)
    }


def _text(cell: Cell | None) -> str:
    if cell is None:
        return ""
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
