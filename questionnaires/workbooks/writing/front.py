"""The sheets around the sections: the first one, the countries, what is remembered."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Document, Section
from questionnaires.document.offline import layout
from questionnaires.document.offline.content import Key
from questionnaires.document.offline.cover import Cover
from questionnaires.document.offline.layout import Choices
from questionnaires.document.words import say as _
from questionnaires.workbooks.writing.explaining import advice
from questionnaires.workbooks.writing.styles import put


def fill_start(
    page: Worksheet,
    answer_set: AnswerSet,
    cover: Cover,
    pages: Sequence[tuple[Section, Worksheet]],
) -> None:
    """What this is, how it is filled in, and a link to every sheet."""
    page.sheet_view.showGridLines = False
    put(page, 1, 1, answer_set.document.title, "rt title")
    facts = [
        (_("Asked by"), cover.asked_by),
        (_("About"), cover.about),
        (_("Of"), cover.respondent),
        (_("Submit by"), cover.due_on.isoformat() if cover.due_on else ""),
        (_("Downloaded"), cover.made_on.isoformat()),
        (_("Form"), _("short") if answer_set.filled.is_short else ""),
    ]
    number = 3
    for name, words in facts:
        if words:
            put(page, number, 1, name, "rt soft")
            put(page, number, 2, words, "rt strong")
            number += 1
    number += 1
    for line in advice(is_open=cover.is_open):
        put(page, number, 1, line, "rt advice")
        page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=2)
        page.row_dimensions[number].height = 16 * (1 + len(line) // 100)
        number += 1
    number += 1
    put(page, number, 1, _("Sheet"), "rt head")
    put(page, number, 2, _("Questions"), "rt head")
    for section, other in pages:
        number += 1
        cell = put(page, number, 1, section.title, "rt link")
        cell.hyperlink = f"#{quote_sheetname(other.title)}!A1"
        cell.style = "rt link"
        put(page, number, 2, str(len(answer_set.form_of(section))), "rt plain")
    page.column_dimensions["A"].width = 44
    page.column_dimensions["B"].width = 60
    page.protection.sheet = True


def fill_countries(page: Worksheet, choices: Choices) -> None:
    """Every country with its code, to look up."""
    put(page, 1, 1, _("Country"), "rt head")
    put(page, 1, 2, _("Code"), "rt head")
    for number, (code, name) in enumerate(choices.countries.shown.items(), start=2):
        put(page, number, 1, name, "rt plain")
        put(page, number, 2, code, "rt plain")
    page.column_dimensions["A"].width = 44
    page.freeze_panes = "A2"
    page.protection.sheet = True


def fill_facts(
    page: Worksheet, document: Document, cover: Cover, given: Sequence[Key]
) -> None:
    """What the file remembers of where it comes from, out of sight."""
    rows = [
        ("format", layout.FORMAT, ""),
        ("questionnaire", f"{document.id}@{document.version}", ""),
        ("response", cover.response, ""),
        ("change", str(cover.change), ""),
        ("language", cover.language, ""),
        *(("given", question, entry) for question, entry in given),
    ]
    for number, row in enumerate(rows, start=1):
        for column, words in enumerate(row, start=1):
            put(page, number, column, words, "rt plain")
    page.sheet_state = "veryHidden"
