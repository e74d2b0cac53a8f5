"""What a filled-in workbook says, question by question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.model import Document, Question, Section
from questionnaires.document.offline import layout
from questionnaires.document.offline.cells import SEPARATOR, GivenCell, Parts, Wrong
from questionnaires.document.offline.content import (
    Complaint,
    FileAnswer,
    FileContent,
    FileEntry,
    Key,
)
from questionnaires.document.offline.layout import Choices
from questionnaires.document.words import say as _
from questionnaires.workbooks.cells import (
    cells_of,
    is_blank,
    plain,
    refusal,
    text_of,
)
from questionnaires.workbooks.sheets import Cell, Page, column_letters


def read_workbook(
    content: bytes, name: str, find: Callable[[str, str], Document]
) -> FileContent:
    """What a workbook says; ``find`` gives the document of an id in a language, or raises
    LookupError.

    Raises DocumentError where the file as a whole cannot be read; what is wrong in a single
    cell is told there.
    """
    pages = cells_of(content, name)
    facts = pages.pop(layout.FACTS, None)
    if facts is None:
        raise refusal(
            name,
            _("this workbook was not downloaded here"),
            _("the one from the page “Answer in a file”, filled in"),
        )
    known = _Facts(facts)
    if known.one("format") != layout.FORMAT:
        raise refusal(
            name,
            _("this workbook has another format"),
            _("one that was downloaded now"),
        )
    try:
        document = find(known.one("questionnaire"), known.one("language"))
    except LookupError as error:
        raise refusal(
            name,
            _("this workbook belongs to another questionnaire"),
            _("the workbook of this questionnaire"),
        ) from error
    return _Reader(document, known, pages).read()


class _Facts:
    """What the hidden sheet remembers."""

    def __init__(self, page: Page) -> None:
        self._one: dict[str, str] = {}
        self.given: set[Key] = set()
        for cells in page.values():
            name, first, second = (plain(cells.get(column)) for column in (1, 2, 3))
            if name == "given":
                self.given.add((first, second))
            else:
                self._one[name] = first

    def one(self, name: str) -> str:
        return self._one.get(name, "")[:200]

    @property
    def change(self) -> int | None:
        text = self.one("change")
        return (
            int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
        )


@dataclass(slots=True)
class _Block:
    """The columns of one entry, or of the response."""

    ref: str
    column: int
    reason: int | None = None


class _Reader:
    """Reads the sheets of one workbook against its document."""

    def __init__(
        self, document: Document, facts: _Facts, pages: Mapping[str, Page]
    ) -> None:
        self.document = document
        self.facts = facts
        self.pages = pages
        self.choices = Choices(document)
        self.answers: list[FileAnswer] = []
        self.entries: dict[str, FileEntry] = {}
        self.complaints: list[Complaint] = []
        self.seen: set[str] = set()

    def read(self) -> FileContent:
        for title, page in self.pages.items():
            key = plain(page.get(layout.KEY_ROW, {}).get(layout.KEY_COLUMN))
            part, _separator, code = key.partition(SEPARATOR)
            if part != layout.SECTION:
                continue
            section = self.document.section_by_code.get(code)
            if section is None or code in self.seen:
                self.complaints.append(
                    Complaint(
                        f"{title}!A{layout.KEY_ROW}",
                        _("this sheet belongs to no section, or stands there twice"),
                        _("each sheet once, as it was downloaded"),
                    )
                )
                continue
            self.seen.add(code)
            self._section(section, title, page)
        return FileContent(
            questionnaire=self.facts.one("questionnaire"),
            response=self.facts.one("response"),
            change=self.facts.change,
            answers=tuple(self.answers),
            entries=tuple(self.entries.values()),
            given=frozenset(self.facts.given),
            complaints=tuple(self.complaints),
        )

    def _section(self, section: Section, title: str, page: Page) -> None:
        blocks = self._blocks(section, page)
        questions = {question.id: question for question in section.questions}
        found: dict[Key, Parts] = {}
        rows: set[str] = set()
        for number, cells in sorted(page.items()):
            if number < layout.FIRST_ROW:
                continue
            key = plain(cells.get(layout.KEY_COLUMN))
            name, _separator, rest = key.partition(SEPARATOR)
            part, _separator, code = rest.partition(SEPARATOR)
            if name not in questions or key in rows:
                self._foreign_row(cells, blocks)
                continue
            rows.add(key)
            for block in blocks:
                place = f"{title}!{column_letters(block.column)}{number}"
                parts = found.setdefault((name, block.ref), Parts(place))
                if not part:
                    parts.place = place
                _collect(parts, cells, block, (part, code))
        used = {ref for (_question, ref), parts in found.items() if not parts.is_empty}
        for (name, ref), parts in found.items():
            is_new = section.repeat and not self.entries_id(section, ref)
            if is_new and (ref not in used or parts.is_empty):
                continue
            self._say(questions[name], ref, parts)
        for block in blocks:
            entry_id = self.entries_id(section, block.ref)
            if section.repeat and (entry_id or block.ref in used):
                self.entries[block.ref] = FileEntry(
                    ref=block.ref,
                    section=section.code,
                    place=f"{title}!{column_letters(block.column)}{layout.HEAD_ROW}",
                    id=entry_id,
                )

    @staticmethod
    def entries_id(section: Section, ref: str) -> str:
        """The id of the entry a column was made for; "" for a new one."""
        return ref if section.repeat and not ref.startswith("new-") else ""

    def _blocks(self, section: Section, page: Page) -> list[_Block]:
        blocks: dict[str, _Block] = {}
        reasons: dict[str, int] = {}
        for column, cell in sorted(page.get(layout.KEY_ROW, {}).items()):
            if column < layout.FIRST_COLUMN:
                continue
            part, _separator, ref = plain(cell).partition(SEPARATOR)
            known = part in (layout.ANSWER, layout.REASON) and len(ref) <= 40
            if not known or bool(ref) != section.repeat:
                continue
            if part == layout.REASON:
                reasons.setdefault(ref, column)
            elif ref not in blocks:
                blocks[ref] = _Block(ref, column)
        for ref, block in blocks.items():
            block.reason = reasons.get(ref)
        return list(blocks.values())

    def _foreign_row(self, cells: Mapping[int, Cell], blocks: list[_Block]) -> None:
        """A row that was added, moved or made for another questionnaire."""
        for block in blocks:
            cell = cells.get(block.column)
            if cell is not None:
                self.complaints.append(
                    Complaint(
                        cell.place,
                        _("nothing is asked in this row"),
                        _("answers in the rows that were downloaded"),
                    )
                )

    def _say(self, question: Question, ref: str, parts: Parts) -> None:
        try:
            raw = self._raw(question, parts)
        except Wrong as wrong:
            self.answers.append(
                FileAnswer(parts.place, question.id, ref, complaint=wrong.complaint)
            )
        else:
            place = parts.place
            if parts.main is None and parts.reason is not None:
                place = parts.reason.place
            self.answers.append(FileAnswer(place, question.id, ref, raw))

    def _raw(self, question: Question, parts: Parts) -> Any:
        """What ``cleaning`` takes; None where nothing is said."""
        if parts.reason is not None:
            if any(parts.answers()):
                raise Wrong(
                    parts.reason.place,
                    _("there is an answer and a reason why it does not apply"),
                    _("one of them"),
                )
            return {"not_applicable": parts.reason.text}
        kind = kind_of(question)
        if kind.is_answered_below and parts.main is not None:
            raise Wrong(
                parts.main.place,
                _("an answer beside the question itself"),
                _("answers in the rows below it"),
            )
        return kind.read(self.choices, question, parts)


def _collect(
    parts: Parts, cells: Mapping[int, Cell], block: _Block, part: tuple[str, str]
) -> None:
    cell = cells.get(block.column)
    reason = cells.get(block.reason) if block.reason else None
    if cell is not None and not is_blank(cell):
        if part[0]:
            parts.more[part] = _given(cell)
        else:
            parts.main = _given(cell)
    if reason is not None and not is_blank(reason) and not part[0]:
        parts.reason = _given(reason)


def _given(cell: Cell) -> GivenCell:
    return GivenCell(cell.place, partial(text_of, cell))
