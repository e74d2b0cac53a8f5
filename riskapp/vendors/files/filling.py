"""A workbook of vendors to fill in."""

from __future__ import annotations

import io
from collections.abc import Iterable

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from questionnaires.document.model import Document
from riskapp.vendors.files.columns import COLUMNS, MAX_ROWS, headings


def template(document: Document, work: Iterable[tuple[str, str]] = ()) -> bytes:
    """A workbook to fill in, in the language that is active: headings, lists to choose from,
    and a sheet that explains. ``work``, pairs of a vendor and an engagement, stands in it."""
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
    at = {key: column for column, (key, _words) in enumerate(headings(document), 1)}
    for line, (vendor, engagement) in enumerate(work, start=2):
        for key, name in (("vendor", vendor), ("engagement", engagement)):
            cell = sheet.cell(line, at[key])
            cell.value = name
            cell.data_type = "s"  # whatever it begins with
    sheet.freeze_panes = "B2"
    for letter, width in (("A", 16), ("B", 70), ("C", 20)):
        values.column_dimensions[letter].width = width
    for cell in values[1]:
        cell.font = bold
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
