"""A questionnaire as a workbook: one sheet per section, with the same choices as the page.

What people wrote is text in every cell, whatever it begins with, so nothing becomes a
formula.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.worksheet import Worksheet

from questionnaires.document.conditions import questions_of
from questionnaires.document.model import Kind, Question, Section
from questionnaires.document.offline import layout
from questionnaires.document.offline.labels import Labels
from questionnaires.document.offline.layout import Choices, Row
from questionnaires.document.offline.looks import (
    ACCENT,
    ODD,
    Validations,
    at,
    put,
    styles,
)
from questionnaires.document.offline.said import Key
from questionnaires.document.risk import codes_of
from questionnaires.document.sheet import Sheet
from questionnaires.document.values import Value
from questionnaires.document.words import say as _

WIDTHS = {
    layout.ID_COLUMN: 9,
    layout.TEXT_COLUMN: 54,
    layout.HOW_COLUMN: 40,
    layout.WHEN_COLUMN: 16,
}
ANSWER_WIDTH, REASON_WIDTH = 36, 24
MAX_TITLE = 31
LONG_LINE = 110  # so many characters of the introduction fit on one line

_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\]")
_BEFORE_AN_ASIDE = re.compile(r"[^:(]*")


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first sheet says, and what the file remembers of where it comes from.

    ``change`` is the number of the last change that went into it; ``language`` that of
    its words.
    """

    asked_by: str
    about: str
    respondent: str
    due_on: datetime.date | None
    made_on: datetime.date
    response: str
    change: int
    language: str
    is_open: bool = True
    takes_entries: bool = True


def write_workbook(
    sheet: Sheet, cover: Cover, *, sections: Callable[[str], bool]
) -> bytes:
    """The XLSX of a questionnaire with what is answered so far.

    Only sections that ``sections`` says yes to are in it. Answers that are hidden as things
    stand are left out; their questions are there, because they may come up.
    """
    return _Book(sheet, cover).made(
        [part for part in sheet.document.sections if sections(part.code)]
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

    def __init__(self, sheet: Sheet, cover: Cover) -> None:
        self.sheet = sheet
        self.cover = cover
        self.choices = Choices(sheet.document)
        self.book = Workbook()
        self.lists = self.book.create_sheet(layout.LISTS)
        self.list_ranges: dict[tuple[str, ...], str] = {}
        self.given: list[Key] = []
        self.yes = Labels([("yes", layout.yes_word())])
        for style in styles():
            self.book.add_named_style(style)

    def made(self, sections: Sequence[Section]) -> bytes:
        start = self.book.worksheets[0]
        start.title = self._title(_("Start"))
        pages = [(section, self._section(section)) for section in sections]
        if any(q.kind is Kind.COUNTRIES for s in sections for q in s.questions):
            self._countries()
        self._start(start, pages)
        self._facts()
        self.lists.sheet_state = "veryHidden"
        self.book.move_sheet(self.lists, len(self.book.worksheets))
        self.book.security = WorkbookProtection(lockStructure=True)
        self.book.active = 0
        content = io.BytesIO()
        self.book.save(content)
        return content.getvalue()

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
        for row in layout.rows_of(section, self._places(section)):
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
        entries = self.sheet.entries(section.code)
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
        """For how many countries a legal basis can be named on this sheet."""
        longest = 0
        for question in section.questions:
            if question.kind is Kind.LEGAL_BASES:
                for entry_id in self._entry_ids(section):
                    value = self.sheet.value(question.id, entry_id)
                    if isinstance(value, dict):
                        longest = max(longest, len(value))
        return max(layout.FEWEST_PLACES, longest + layout.SPARE_PLACES)

    def _entry_ids(self, section: Section) -> list[str]:
        if not section.repeat:
            return [""]
        return [entry.id for entry in self.sheet.entries(section.code)]

    def _heads(
        self, page: Worksheet, section: Section, blocks: Sequence[_Block]
    ) -> None:
        key = f"{layout.SECTION}{layout.SEPARATOR}{section.code}"
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
                key = f"{part}{layout.SEPARATOR}{block.entry}"
                put(page, layout.KEY_ROW, column, key, "rt plain")
                put(page, layout.HEAD_ROW, column, head, "rt head")

    def _row(
        self,
        page: Worksheet,
        number: int,
        row: Row,
        blocks: Sequence[_Block],
        validations: Validations,
    ) -> None:
        put(page, number, layout.KEY_COLUMN, row.key, "rt plain")
        question = row.question
        if not row.part:
            put(page, number, layout.ID_COLUMN, question.id, "rt id")
            put(page, number, layout.TEXT_COLUMN, question.text, "rt question")
            put(page, number, layout.HOW_COLUMN, self._how(question), "rt how")
            put(page, number, layout.WHEN_COLUMN, _when(question), "rt how")
        else:
            put(page, number, layout.ID_COLUMN, "", "rt id")
            put(page, number, layout.TEXT_COLUMN, self._part_words(row), "rt option")
            put(page, number, layout.HOW_COLUMN, "", "rt how")
            put(page, number, layout.WHEN_COLUMN, "", "rt how")
        offered = self._offered(row)
        strict = row.part != "" or question.kind is Kind.SINGLE
        for block in blocks:
            closed = not self.cover.is_open or (
                (question.id, block.entry) in self.sheet.filled.closed
            )
            takes_answer = self._answer(page, number, row, block, closed=closed)
            if offered and not closed:
                validations.offer(offered, number, block.column, strict=strict)
            if takes_answer and not row.part and not block.is_new:
                validations.open.setdefault(block.column, []).append(number)

    def _answer(
        self, page: Worksheet, number: int, row: Row, block: _Block, *, closed: bool
    ) -> bool:
        """Fill in one answer; whether its cell takes another."""
        question = row.question
        value = (
            None if block.is_new else self.sheet.value(question.id, block.entry or "")
        )
        if value is not None and not row.part:
            self.given.append((question.id, block.entry))
        reason = value.get("not_applicable") if isinstance(value, dict) else None
        is_heading = not row.part and question.kind in (Kind.MULTI, Kind.LEGAL_BASES)
        style = "rt closed" if closed or is_heading else "rt answer"
        if question.kind is Kind.DATE and not row.part and style == "rt answer":
            style = "rt date"
        words = None if reason is not None else self._cell(row, value)
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

    def _cell(self, row: Row, value: Value | None) -> str | datetime.date | None:
        """What stands in the cell of a row."""
        question = row.question
        if value is None:
            return None
        if row.part:
            return self._part(row, value)
        if question.kind in (Kind.MULTI, Kind.LEGAL_BASES):
            return None
        if isinstance(value, dict):
            return str(value["value"])
        if question.kind is Kind.COUNTRIES:
            return self.choices.of(question).join(codes_of(value))
        if question.kind is Kind.TEXT:
            return str(value)
        known = self.choices.of(question).shown.get(str(value))
        if question.kind is Kind.DATE and known is None:
            return datetime.date.fromisoformat(str(value))
        return known

    def _part(self, row: Row, value: Value) -> str | None:
        """What stands in one of the lines below a question."""
        if row.part == layout.OPTION:
            return layout.yes_word() if row.code in codes_of(value) else None
        if row.part == layout.UNIT:
            unit = value.get("unit") if isinstance(value, dict) else None
            return self.choices.units(row.question).shown.get(str(unit))
        return self._place(row, value)

    def _place(self, row: Row, value: Value) -> str | None:
        named = list(value.items()) if isinstance(value, dict) else []
        number = int(row.code)
        if number > len(named):
            return None
        country, basis = named[number - 1]
        if row.part == layout.COUNTRY:
            return self.choices.countries.shown.get(country, country)
        return self.choices.bases.shown.get(str(basis), str(basis))

    def _offered(self, row: Row) -> str:
        """The range of the choices for a row; "" where anything may be written."""
        if row.part == layout.OPTION:
            return self._list(self.yes)
        if row.part == layout.UNIT:
            return self._list(self.choices.units(row.question))
        if row.part == layout.COUNTRY:
            return self._list(self.choices.countries)
        if row.part == layout.BASIS:
            return self._list(self.choices.bases)
        if row.question.kind in (Kind.TEXT, Kind.MULTI, Kind.LEGAL_BASES):
            return ""
        return self._list(self.choices.of(row.question))

    def _list(self, labels: Labels) -> str:
        """Where the words of some choices stand; each list is written once."""
        words = tuple(labels.shown.values())
        if not words:
            return ""
        if words not in self.list_ranges:
            column = len(self.list_ranges) + 1
            for number, label in enumerate(words, start=1):
                put(self.lists, number, column, label, "rt plain")
            letter = get_column_letter(column)
            self.list_ranges[words] = (
                f"{quote_sheetname(layout.LISTS)}!${letter}$1:${letter}${len(words)}"
            )
        return self.list_ranges[words]

    def _how(self, question: Question) -> str:
        special = " ".join(
            _("Or choose “%(label)s”.") % {"label": option.label}
            for option in question.specials
        )
        how = {
            Kind.SINGLE: _("Choose one answer from the list."),
            Kind.MULTI: _("Choose “%(yes)s” at each that applies.")
            % {"yes": layout.yes_word()},
            Kind.DATE: _("A date as year-month-day, not after today."),
            Kind.TEXT: _("In your own words."),
            Kind.COUNTRIES: _(
                "Countries by name or two letters, separated by semicolons."
            ),
            Kind.LEGAL_BASES: _(
                "For each country outside the EEA that is named: the country, and the legal basis."
            ),
        }
        if question.kind is Kind.NUMBER:
            units = _(" or ").join(unit.label for unit in question.units)
            first = _("A number of %(units)s.") % {"units": units}
        else:
            first = how[question.kind]
        head = " ".join(filter(None, (first, special)))
        return "\n".join(filter(None, (head, question.guidance)))

    def _part_words(self, row: Row) -> str:
        if row.part == layout.OPTION:
            option = row.question.choice(row.code)
            return option.label if option else row.code
        if row.part == layout.UNIT:
            return _("Unit")
        if row.part == layout.COUNTRY:
            return _("Country %(number)s") % {"number": row.code}
        return _("Legal basis for country %(number)s") % {"number": row.code}

    def _countries(self) -> None:
        page = self.book.create_sheet(self._title(_("Countries")))
        put(page, 1, 1, _("Country"), "rt head")
        put(page, 1, 2, _("Code"), "rt head")
        for number, (code, name) in enumerate(
            self.choices.countries.shown.items(), start=2
        ):
            put(page, number, 1, name, "rt plain")
            put(page, number, 2, code, "rt plain")
        page.column_dimensions["A"].width = 44
        page.freeze_panes = "A2"
        page.protection.sheet = True

    def _start(
        self, page: Worksheet, pages: Sequence[tuple[Section, Worksheet]]
    ) -> None:
        cover = self.cover
        page.sheet_view.showGridLines = False
        put(page, 1, 1, self.sheet.document.title, "rt title")
        facts = [
            (_("Asked by"), cover.asked_by),
            (_("About"), cover.about),
            (_("Of"), cover.respondent),
            (_("Submit by"), cover.due_on.isoformat() if cover.due_on else ""),
            (_("Downloaded"), cover.made_on.isoformat()),
        ]
        number = 3
        for name, words in facts:
            if words:
                put(page, number, 1, name, "rt soft")
                put(page, number, 2, words, "rt strong")
                number += 1
        number += 1
        for line in self._advice():
            put(page, number, 1, line, "rt advice")
            page.merge_cells(
                start_row=number, end_row=number, start_column=1, end_column=2
            )
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
            put(page, number, 2, str(len(section.questions)), "rt plain")
        page.column_dimensions["A"].width = 44
        page.column_dimensions["B"].width = 60
        page.protection.sheet = True

    def _advice(self) -> list[str]:
        if not self.cover.is_open:
            return [_("This is a copy of what was submitted. It cannot be uploaded.")]
        return [
            _(
                "1. Fill in the cells that are yellow or white. A yellow cell is still empty; grey ones take no answer."
            ),
            _(
                "2. Choose from the lists where there are some. Write values, not formulas. Leave a cell empty if you cannot answer yet."
            ),
            _(
                "3. If a question does not apply, leave the answer empty and write the reason beside it."
            ),
            _(
                "4. List each tool in columns of its own. When the new ones run out, upload this file and download it again."
            ),
            _(
                "5. Upload the file where you downloaded it. You see what would change before anything is saved."
            ),
        ]

    def _facts(self) -> None:
        page = self.book.create_sheet(layout.FACTS)
        document, cover = self.sheet.document, self.cover
        rows = [
            ("format", layout.FORMAT, ""),
            ("questionnaire", f"{document.id}@{document.version}", ""),
            ("response", cover.response, ""),
            ("change", str(cover.change), ""),
            ("language", cover.language, ""),
            *(("given", question, entry) for question, entry in self.given),
        ]
        for number, row in enumerate(rows, start=1):
            for column, words in enumerate(row, start=1):
                put(page, number, column, words, "rt plain")
        page.sheet_state = "veryHidden"

    def _title(self, title: str, code: str = "") -> str:
        """A name for a sheet: short, allowed, and unlike the others."""
        if len(title) > MAX_TITLE:
            title = _BEFORE_AN_ASIDE.match(title)[0] or title  # type: ignore[index]  # it matches anything
        clean = ODD.sub("", _NOT_IN_A_TITLE.sub(" ", title))
        clean = " ".join(clean.split()).strip("' ")
        taken = {name.casefold() for name in self.book.sheetnames}
        plain = _short(clean) or code or "Sheet"
        number = 1
        found = plain
        while found.casefold() in taken or found.casefold() == "history":
            number += 1
            found = f"{_short(plain, MAX_TITLE - 5)} {number}"
        return found


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


def _when(question: Question) -> str:
    if question.show_if is None:
        return _("always")
    about = ", ".join(dict.fromkeys(questions_of(question.show_if)))
    return _("depending on %(questions)s") % {"questions": about}


def _short(words: str, most: int = MAX_TITLE) -> str:
    """At most so many units as a spreadsheet counts them, whole words where it can be."""
    whole = words
    while len(words.encode("utf-16-le")) // 2 > most:
        words = words[:-1]
    if words != whole and " " in words:
        words = words.rsplit(" ", 1)[0]
    return words.strip("' ,")
