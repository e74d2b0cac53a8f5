"""The workbook, section by section."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.model import Section
from questionnaires.document.offline import layout
from questionnaires.document.offline.cells import SEPARATOR, CellRow
from questionnaires.document.offline.content import Key
from questionnaires.document.offline.cover import Cover
from questionnaires.document.offline.layout import Choices
from questionnaires.document.words import say as _
from questionnaires.workbooks.writing.explaining import (
    how_to_answer,
    when_asked,
)
from questionnaires.workbooks.writing.front import (
    fill_countries,
    fill_facts,
    fill_start,
)
from questionnaires.workbooks.writing.lists import Lists
from questionnaires.workbooks.writing.styles import ACCENT, Validations, at, put, styles
from questionnaires.workbooks.writing.titles import sheet_title
from questionnaires.workbooks.writing.values import cell_of

WIDTHS = {
    layout.ID_COLUMN: 9,
    layout.TEXT_COLUMN: 54,
    layout.HOW_COLUMN: 40,
    layout.WHEN_COLUMN: 16,
}
ANSWER_WIDTH, REASON_WIDTH = 36, 24
LONG_LINE = 110  # so many characters of the introduction fit on one line


def write_workbook(
    answer_set: AnswerSet, cover: Cover, *, sections: Callable[[str], bool]
) -> bytes:
    """The XLSX of a questionnaire with what is answered so far.

    Only sections that ``sections`` says yes to are in it. Answers that are hidden as things
    stand are left out; their questions are there, because they may come up.
    """
    return _Book(answer_set, cover).made(
        [part for part in answer_set.document.sections if sections(part.code)]
    )


@dataclass(frozen=True, slots=True)
class _Block:
    """The two columns of the response, or of one entry: answer, and why it does not apply."""

    column: int
    entry: str
    head: str
    is_new: bool = False


class _Book:
    """One workbook while it is being made."""

    def __init__(self, answer_set: AnswerSet, cover: Cover) -> None:
        self.answer_set = answer_set
        self.cover = cover
        self.choices = Choices(answer_set.document)
        self.book = Workbook()
        self.lists = Lists(self.book.create_sheet(layout.LISTS), self.choices)
        self.given: list[Key] = []
        for style in styles():
            self.book.add_named_style(style)

    def made(self, sections: Sequence[Section]) -> bytes:
        start = self.book.worksheets[0]
        start.title = self._title(_("Start"))
        pages = [(section, self._section(section)) for section in sections]
        if any(kind_of(q).names_places for s in sections for q in s.questions):
            fill_countries(
                self.book.create_sheet(self._title(_("Countries"))), self.choices
            )
        fill_start(start, self.answer_set, self.cover, pages)
        facts = self.book.create_sheet(layout.FACTS)
        fill_facts(facts, self.answer_set.document, self.cover, self.given)
        self.lists.sheet.sheet_state = "veryHidden"
        self.book.move_sheet(self.lists.sheet, len(self.book.worksheets))
        self.book.security = WorkbookProtection(lockStructure=True)
        self.book.active = 0
        content = io.BytesIO()
        self.book.save(content)
        return content.getvalue()

    def _title(self, title: str, code: str = "") -> str:
        return sheet_title(title, self.book.sheetnames, code)

    def _section(self, section: Section) -> Worksheet:
        page = self.book.create_sheet(self._title(section.title, section.code))
        page.sheet_properties.tabColor = ACCENT
        blocks = list(self._blocks(section))
        put(page, layout.TITLE_ROW, layout.ID_COLUMN, section.title, "rt title")
        put(page, layout.INTRO_ROW, layout.ID_COLUMN, section.intro, "rt intro")
        page.merge_cells(
            start_row=layout.INTRO_ROW,
            end_row=layout.INTRO_ROW,
            start_column=layout.ID_COLUMN,
            end_column=layout.WHEN_COLUMN,
        )
        lines = 1 + len(section.intro) // LONG_LINE
        page.row_dimensions[layout.INTRO_ROW].height = 16 * lines
        self._heads(page, section, blocks)
        validations = Validations()
        row_number = layout.FIRST_ROW
        for row in layout.rows_of(
            self.answer_set.form_of(section), self._places(section)
        ):
            self._row(page, row_number, row, blocks, validations)
            row_number += 1
        validations.apply(page)
        _frame(page, blocks)
        return page

    def _blocks(self, section: Section) -> Iterator[_Block]:
        first = layout.FIRST_COLUMN
        if not section.repeat:
            yield _Block(first, "", _("Your answer"))
            return
        entries = self.answer_set.entries(section.code)
        for number, entry in enumerate(entries):
            head = f"{section.entry_name} {number + 1}: {entry.title}"
            yield _Block(first + 2 * number, entry.id, head)
        takes_more = self.cover.is_open and self.cover.takes_entries
        spare = layout.SPARE_ENTRIES if takes_more else 0
        for number in range(len(entries), len(entries) + spare):
            head = _("%(name)s %(number)s (new)") % {
                "name": section.entry_name,
                "number": number + 1,
            }
            yield _Block(first + 2 * number, f"new-{number + 1}", head, is_new=True)

    def _places(self, section: Section) -> int:
        """For how many countries something can be said on this sheet."""
        longest = 0
        for question in self.answer_set.form_of(section):
            for entry_id in self._entry_ids(section):
                value = self.answer_set.value(question.id, entry_id)
                longest = max(longest, kind_of(question).places_in(value))
        return max(layout.FEWEST_PLACES, longest + layout.SPARE_PLACES)

    def _entry_ids(self, section: Section) -> list[str]:
        if not section.repeat:
            return [""]
        return [entry.id for entry in self.answer_set.entries(section.code)]

    def _heads(
        self, page: Worksheet, section: Section, blocks: Sequence[_Block]
    ) -> None:
        key = f"{layout.SECTION}{SEPARATOR}{section.code}"
        put(page, layout.KEY_ROW, layout.KEY_COLUMN, key, "rt plain")
        for column, head in (
            (layout.ID_COLUMN, _("No.")),
            (layout.TEXT_COLUMN, _("Question")),
            (layout.HOW_COLUMN, _("How to answer")),
            (layout.WHEN_COLUMN, _("Asked")),
        ):
            put(page, layout.HEAD_ROW, column, head, "rt head")
        for block in blocks:
            for offset, part, head in (
                (0, layout.ANSWER, block.head),
                (1, layout.REASON, _("It does not apply, because")),
            ):
                column = block.column + offset
                key = f"{part}{SEPARATOR}{block.entry}"
                put(page, layout.KEY_ROW, column, key, "rt plain")
                put(page, layout.HEAD_ROW, column, head, "rt head")

    def _row(
        self,
        page: Worksheet,
        number: int,
        row: CellRow,
        blocks: Sequence[_Block],
        validations: Validations,
    ) -> None:
        put(page, number, layout.KEY_COLUMN, row.key, "rt plain")
        question = row.question
        if not row.part:
            put(page, number, layout.ID_COLUMN, question.id, "rt id")
            put(page, number, layout.TEXT_COLUMN, question.text, "rt question")
            put(page, number, layout.HOW_COLUMN, how_to_answer(question), "rt how")
            put(page, number, layout.WHEN_COLUMN, when_asked(question), "rt how")
        else:
            put(page, number, layout.ID_COLUMN, "", "rt id")
            put(
                page,
                number,
                layout.TEXT_COLUMN,
                kind_of(question).line(row),
                "rt option",
            )
            put(page, number, layout.HOW_COLUMN, "", "rt how")
            put(page, number, layout.WHEN_COLUMN, "", "rt how")
        offered = self.lists.offered(row)
        strict = row.part != "" or kind_of(question).takes_only_listed
        for block in blocks:
            closed = not self.cover.is_open or (
                (question.id, block.entry) in self.answer_set.filled.closed
            )
            takes_answer = self._answer(page, number, row, block, closed=closed)
            if offered and not closed:
                validations.offer(offered, number, block.column, strict=strict)
            if takes_answer and not row.part and not block.is_new:
                validations.open.setdefault(block.column, []).append(number)

    def _answer(
        self, page: Worksheet, number: int, row: CellRow, block: _Block, *, closed: bool
    ) -> bool:
        """Fill in one answer; whether its cell takes another."""
        question = row.question
        value = (
            None
            if block.is_new
            else self.answer_set.value(question.id, block.entry or "")
        )
        if value is not None and not row.part:
            self.given.append((question.id, block.entry))
        reason = value.get("not_applicable") if isinstance(value, dict) else None
        is_heading = not row.part and kind_of(question).is_answered_below
        style = "rt closed" if closed or is_heading else "rt answer"
        if kind_of(question).is_day and not row.part and style == "rt answer":
            style = "rt date"
        words = None if reason is not None else cell_of(self.choices, row, value)
        if isinstance(words, datetime.date):
            cell = page.cell(number, block.column, words)
            cell.style = style if style == "rt date" else "rt closed date"
        else:
            put(page, number, block.column, words or "", style)
        offers_reason = not row.part and (not question.may_not_apply or reason)
        beside = "rt answer" if offers_reason and not closed else "rt closed"
        text = reason if reason is not None and not row.part else ""
        put(page, number, block.column + 1, text, beside)
        return style in ("rt answer", "rt date")


def _frame(page: Worksheet, blocks: Sequence[_Block]) -> None:
    """Widths, what stays in view, what is locked, and how it prints."""
    page.column_dimensions[get_column_letter(layout.KEY_COLUMN)].hidden = True
    page.row_dimensions[layout.KEY_ROW].hidden = True
    for column, width in WIDTHS.items():
        page.column_dimensions[get_column_letter(column)].width = width
    for block in blocks:
        page.column_dimensions[get_column_letter(block.column)].width = ANSWER_WIDTH
        page.column_dimensions[get_column_letter(block.column + 1)].width = REASON_WIDTH
    page.freeze_panes = at(layout.FIRST_ROW, layout.HOW_COLUMN)
    page.protection.sheet = True
    page.protection.formatColumns = False
    page.protection.formatRows = False
    page.sheet_view.zoomScale = 90
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{layout.HEAD_ROW}:{layout.HEAD_ROW}"
