"""What a file would change: new, changed, emptied, in conflict, faulty, all side by side.

Nothing is decided here. The same file compared with the same answers says the same, so what
somebody agreed to can be checked again before it is done.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from questionnaires.document.cleaning import clean
from questionnaires.document.digest import digest
from questionnaires.document.errors import AnswerError
from questionnaires.document.model import Question
from questionnaires.document.offline.said import FileSays, Key, Said, SaidEntry
from questionnaires.document.sheet import Sheet
from questionnaires.document.values import Entry, Filled, Value, with_answer
from questionnaires.document.wording import said
from questionnaires.document.words import say as _

MAX_ENTRIES = 200


class Change(StrEnum):
    """What becomes of one answer of a file."""

    NEW = "new"
    CHANGED = "changed"
    EMPTIED = "emptied"
    CONFLICT = "conflict"
    FAULTY = "faulty"


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of a file beside what is stored. ``entry`` names an entry of the response,
    or of the file where it is new; ``what`` and ``expected`` say what is wrong with it."""

    change: Change
    place: str
    question: str = ""
    entry: str = ""
    title: str = ""
    text: str = ""
    before: Value | None = None
    after: Value | None = None
    was: str = ""
    will_be: str = ""
    what: str = ""
    expected: str = ""

    @property
    def key(self) -> Key:
        return (self.question, self.entry)

    @property
    def name(self) -> str:
        """What a form calls it."""
        return f"{self.question}|{self.entry}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything a file would do. ``new_entries`` are by the names the file has for them."""

    lines: tuple[Line, ...]
    new_entries: tuple[SaidEntry, ...]
    unchanged: int
    unconfirmed: int

    def of(self, *changes: Change) -> list[Line]:
        """The lines of some kinds, in the order of the file."""
        return [line for line in self.lines if line.change in changes]

    @property
    def good(self) -> list[Line]:
        """What can be taken over as it is."""
        return self.of(Change.NEW, Change.CHANGED, Change.EMPTIED)

    @property
    def fingerprint(self) -> str:
        """The same for the same comparison, and for no other."""
        return digest(
            [
                [line.change, line.place, *line.key, line.before, line.after, line.what]
                for line in self.lines
            ]
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """What the file meets: the answers as they are, and what happened since it was made.

    ``before`` is what stood at the places that were changed after the file was made, and
    ``by_others`` those of them that somebody else changed last; ``is_own`` tells whether the
    file was made from this very response.
    """

    sheet: Sheet
    may_answer: Callable[[str], bool]
    before: Mapping[Key, Value | None]
    by_others: Collection[Key]
    is_own: bool
    takes_entries: bool
    today: datetime.date


def compare(
    says: FileSays, stored: Stored, *, take: Collection[str] = ()
) -> Comparison:
    """Hold a file against what is stored; ``take`` names conflicts in which the file wins."""
    return _Comparing(says, stored, take).result()


class _Comparing:
    """One comparison while it is made."""

    def __init__(self, says: FileSays, stored: Stored, take: Collection[str]) -> None:
        self.says = says
        self.stored = stored
        self.take = take
        self.document = stored.sheet.document
        self.filled = stored.sheet.filled
        self.entries = {entry.id: entry for entry in self.filled.entries}
        self.refs: dict[str, str] = {}  # the file's entries that are here already
        self.new: dict[str, SaidEntry] = {}
        self.gone: dict[str, SaidEntry] = {}
        self.speaking = {
            one.entry
            for one in says.said
            if one.raw is not None or one.complaint is not None
        }
        self.lines: list[Line] = []
        self.unchanged: list[Key] = []

    def result(self) -> Comparison:
        self._find_entries()
        for one in (*self._names(), *self.says.said):
            self._look(one)
        for ref, entry in self.gone.items():
            if ref in self.speaking:
                self._fault(
                    entry.place,
                    _("this is not in the list any more, or stands here twice"),
                    _("bring it back on the page first, or leave it out"),
                )
        self._drop_unasked()
        new = {line.entry for line in self.lines if line.change is Change.NEW}
        for complaint in self.says.complaints:
            self._fault(complaint.place, complaint.what, complaint.expected)
        return Comparison(
            lines=tuple(self.lines),
            new_entries=tuple(entry for ref, entry in self.new.items() if ref in new),
            unchanged=len(self.unchanged),
            unconfirmed=sum(key in self.filled.set_aside for key in self.unchanged),
        )

    def _find_entries(self) -> None:
        """Which entries of the file are which here: by id, else by name in their order."""
        left = {entry.id: entry for entry in self.filled.entries}
        named = []
        for entry in self.says.entries:
            if not entry.id or not self.stored.is_own:
                named.append(entry)
            elif left.pop(entry.id, None) is not None:
                self.refs[entry.ref] = entry.id
            else:
                self.gone[entry.ref] = entry
        for entry in named:
            same = self._same(entry, left)
            if same:
                self.refs[entry.ref] = same
                del left[same]
            elif self._says_anything(entry):
                self._make(entry)

    def _same(self, entry: SaidEntry, left: Mapping[str, Entry]) -> str:
        """The id of an entry here that has the same name, the first of several; or ""."""
        name = entry.name or self._title_of(entry)
        return next(
            (
                other.id
                for other in left.values()
                if name and other.title == name and other.section == entry.section
            ),
            "",
        )

    def _make(self, entry: SaidEntry) -> None:
        """Take an entry of the file for a new one, where there is room."""
        if (
            not self.stored.takes_entries
            or len(self.filled.entries) + len(self.new) >= MAX_ENTRIES
        ):
            self._fault(
                entry.place,
                _("nothing more can be listed here"),
                _("only what is listed already"),
            )
        elif not self.stored.may_answer(entry.section):
            self._fault(
                entry.place,
                _("this section was not given to you"),
                _("answers to your own sections"),
            )
        else:
            self.new[entry.ref] = entry

    def _says_anything(self, entry: SaidEntry) -> bool:
        return bool(entry.name) or entry.ref in self.speaking

    def _title_of(self, entry: SaidEntry) -> str:
        question = self.document.section_by_code[entry.section].entry_title
        return next(
            (
                str(one.raw)
                for one in self.says.said
                if one.entry == entry.ref and one.question == question and one.raw
            ),
            "",
        )

    def _names(self) -> list[Said]:
        """The names of new entries that the file gives beside their answers."""
        named = []
        for ref, entry in self.new.items():
            question = self.document.section_by_code[entry.section].entry_title
            if entry.name and question and not self._title_of(entry):
                named.append(Said(entry.place, question, ref, entry.name))
        return named

    def _look(self, one: Said) -> None:
        """One answer of the file."""
        if one.entry and one.entry not in self.refs and one.entry not in self.new:
            return  # told once for the whole entry
        question = self.document.questions[one.question]
        key = (question.id, self.refs.get(one.entry, one.entry))
        is_mine = self.stored.may_answer(question.section)
        now = self._now(key)
        if one.complaint is not None:
            if is_mine:
                self._faulty(one, key, one.complaint.what, one.complaint.expected)
                self.lines[-1] = replace(self.lines[-1], place=one.complaint.place)
            return
        if one.raw is None:
            if is_mine and (one.question, one.entry) in self._given and now is not None:
                self._differs(one, key, None)
            return
        try:
            value = clean(self.document, question, one.raw, as_of=self.stored.today)
        except AnswerError as error:
            if is_mine:
                self._faulty(one, key, error.text, "")
            return
        if value == now:
            self.unchanged.append(key)
        elif not is_mine:
            self._not_yours(one, question)
        else:
            self._differs(one, key, value)

    @property
    def _given(self) -> frozenset[Key]:
        return self.says.given if self.stored.is_own else frozenset()

    def _now(self, key: Key) -> Value | None:
        question, entry_id = key
        if not entry_id:
            return self.filled.answers.get(question)
        entry = self.entries.get(entry_id)
        return entry.answers.get(question) if entry else None

    def _differs(self, one: Said, key: Key, value: Value | None) -> None:
        """The file says something else than what is stored."""
        now = self._now(key)
        if key in self.filled.closed:
            self._faulty(
                one,
                key,
                _("this answer cannot be changed: only some were asked for again"),
                "",
            )
            return
        if key in self.stored.before and value == self.stored.before[key]:
            self.unchanged.append(key)  # not touched in the file: what is newer stays
            return
        change = Change.CHANGED
        if key in self.stored.by_others:
            change = Change.CONFLICT
        elif now is None:
            change = Change.NEW
        elif value is None:
            change = Change.EMPTIED
        self._add(change, one, key, value)

    def _add(
        self,
        change: Change,
        one: Said,
        key: Key,
        value: Value | None,
        *,
        what: str = "",
        expected: str = "",
    ) -> None:
        question = self.document.questions[key[0]]
        now = self._now(key)
        self.lines.append(
            Line(
                change=change,
                place=one.place,
                question=key[0],
                entry=key[1],
                title=self._title(key[1]),
                text=question.text,
                before=now,
                after=value,
                was=self._words(question, now),
                will_be=self._words(question, value),
                what=what,
                expected=expected,
            )
        )

    def _words(self, question: Question, value: Value | None) -> str:
        return said(self.document, question, value) if value is not None else ""

    def _title(self, entry: str) -> str:
        if entry in self.entries:
            return self.entries[entry].title
        if entry in self.new:
            known = self.new[entry]
            return known.name or self._title_of(known)
        return ""

    def _faulty(self, one: Said, key: Key, what: str, expected: str) -> None:
        self._add(Change.FAULTY, one, key, None, what=what, expected=expected)

    def _fault(self, place: str, what: str, expected: str) -> None:
        self.lines.append(
            Line(change=Change.FAULTY, place=place, what=what, expected=expected)
        )

    def _not_yours(self, one: Said, question: Question) -> None:
        """Without the value that is stored: it is not this person's to see."""
        self.lines.append(
            Line(
                change=Change.FAULTY,
                place=one.place,
                question=question.id,
                entry=one.entry,
                text=question.text,
                what=_("this section was not given to you"),
                expected=_("answers to your own sections"),
            )
        )

    def _drop_unasked(self) -> None:
        """Turn answers to what is not asked into faults, as everything else stands then.

        Leaving one out can hide another, so this goes on until nothing more changes. What
        was emptied and is not asked any more stays as it is: a hidden answer is kept.
        """
        while True:
            sheet = self._as_it_would_be()
            kept = [
                line
                if line.change is Change.FAULTY or sheet.shown(*line.key)
                else _not_asked(line)
                for line in self.lines
                if line.change is Change.FAULTY
                or line.after is not None
                or sheet.shown(*line.key)
            ]
            if kept == self.lines:
                return
            self.lines = kept

    def _as_it_would_be(self) -> Sheet:
        """The answers with everything that can be taken over."""
        filled = self.filled
        for ref, entry in self.new.items():
            made = Entry(ref, entry.section, {}, entry.name)
            filled = replace(filled, entries=(*filled.entries, made))
        for line in self.lines:
            wins = line.change is Change.CONFLICT and line.name in self.take
            if line.change is not Change.FAULTY and (
                wins or line.change is not Change.CONFLICT
            ):
                filled = self._with(filled, line)
        return Sheet(self.document, filled, self.stored.today)

    def _with(self, filled: Filled, line: Line) -> Filled:
        question = self.document.questions[line.question]
        return with_answer(self.document, filled, question, line.entry, line.after)


def _not_asked(line: Line) -> Line:
    return replace(
        line,
        change=Change.FAULTY,
        what=_("this is not asked, as the other answers stand"),
        expected=_("an empty cell, or other answers before it"),
    )
