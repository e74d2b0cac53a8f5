"""A filled document, evaluated: what is shown, what is answered, and which conditions hold.

A :class:`AnswerSet` is made for one document, one set of answers and one day. It works lazily
and remembers what it found; the answers must not change under it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any, NamedTuple

from questionnaires.document.condition_terms import term_holds
from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.meaning import codes_of, not_applicable
from questionnaires.document.model import (
    All,
    AnyEntry,
    AnyOf,
    Condition,
    ConditionTerm,
    Country,
    Document,
    Not,
    Question,
    Section,
)
from questionnaires.document.values import EntryValue, Filled, Value


class State(StrEnum):
    """Where a question stands; an answer that was set aside is OPEN until somebody stands
    by it. What the short form leaves out is HIDDEN; whoever evaluates the answers may tell it
    apart as NOT_ASKED."""

    ANSWERED = "answered"
    OPEN = "open"
    HIDDEN = "hidden"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASKED = "not_asked"


class Item(NamedTuple):
    """One question as it stands, for one entry where it repeats."""

    question: Question
    entry: EntryValue | None
    state: State


class AnswerSet:
    """Answers read through their document; ``as_of`` is the day ages are counted to.

    Questions and entries are named by their ids, the response as a whole by ""; KeyError for a
    question that the document does not have.
    """

    def __init__(
        self, document: Document, filled: Filled, as_of: datetime.date
    ) -> None:
        self.document = document
        self.filled = filled
        self.as_of = as_of
        self._entries: dict[str, EntryValue] = {
            entry.id: entry for entry in filled.entries
        }
        self._by_section: dict[str, tuple[EntryValue, ...]] = {}
        for section in document.sections:
            if section.repeat:
                self._by_section[section.code] = tuple(
                    entry for entry in filled.entries if entry.section == section.code
                )
        self._plain: dict[str, Value] = {**filled.answers, **filled.profile}
        self._shown: dict[tuple[str, str], bool] = {}
        self._values: dict[tuple[str, str], Value | None] = {}
        self._states: dict[tuple[str, str], State] = {}
        self._any: dict[
            int, bool
        ] = {}  # by identity: the document outlives the answer set
        # What was never asked, because only the short form was.
        self.unasked: frozenset[str] = (
            document.beyond_short_form if filled.is_short else frozenset()
        )
        self.extra: Any = None  # what a product finds out about it (``extending``)

    def entries(self, section: str) -> tuple[EntryValue, ...]:
        """The entries of a repeating section, in their order."""
        return self._by_section.get(section, ())

    def shown(self, question_id: str, entry_id: str = "") -> bool:
        """Whether the question is asked, as things stand."""
        question = self.document.questions[question_id]
        if question.repeated != bool(entry_id) or question_id in self.unasked:
            return False
        if question.show_if is None:
            return True
        key = (question_id, entry_id)
        found = self._shown.get(key)
        if found is None:
            found = self._shown[key] = self.holds(question.show_if, entry_id)
        return found

    def form_of(self, section: Section) -> tuple[Question, ...]:
        """The questions of a section that were put at all, shown or hidden by a condition."""
        if not self.unasked:
            return section.questions
        return tuple(q for q in section.questions if q.id not in self.unasked)

    def asks(self, question_id: str, entry_id: str = "") -> bool:
        """Whether the question is asked and its answer may still be given or changed."""
        key = (question_id, entry_id)
        return key not in self.filled.closed and self.shown(*key)

    def value(self, question_id: str, entry_id: str = "") -> Value | None:
        """The answer; None when it is hidden or was never given."""
        key = (question_id, entry_id)
        try:
            return self._values[key]
        except KeyError:
            shown = self.shown(question_id, entry_id)
            found = self._given(question_id, entry_id) if shown else None
            self._values[key] = found
            return found

    @property
    def given_once(self) -> Mapping[str, Value]:
        """What was answered to questions that are asked once, hidden answers included."""
        return self._plain

    def value_is(self, question_id: str, entry_id: str, value: Value | None) -> None:
        """Take an answer for what counts in a place where it is known to be shown."""
        self._values[question_id, entry_id] = value

    def state(self, question_id: str, entry_id: str = "") -> State:
        """Where the question stands."""
        key = (question_id, entry_id)
        found = self._states.get(key)
        if found is None:
            shown = self.shown(question_id, entry_id)
            question = self.document.questions[question_id]
            found = self._look(question, entry_id) if shown else State.HIDDEN
            self._states[key] = found
        return found

    def state_if_shown(self, question: Question, entry_id: str) -> State:
        """The same of a question that is known to be shown."""
        key = (question.id, entry_id)
        found = self._states.get(key)
        if found is None:
            found = self._states[key] = self._look(question, entry_id)
        return found

    def holds(self, condition: Condition, entry_id: str = "") -> bool:
        """Whether a condition holds, asked of one entry or of the response as a whole."""
        if isinstance(condition, ConditionTerm):
            return term_holds(self, condition, entry_id)
        if isinstance(condition, All):
            return not self._any_is(condition.conditions, entry_id, wanted=False)
        if isinstance(condition, AnyOf):
            return self._any_is(condition.conditions, entry_id, wanted=True)
        if isinstance(condition, Not):
            return not self.holds(condition.condition, entry_id)
        key = id(condition)
        found = self._any.get(key)
        if found is None:
            found = self._any[key] = self._any_entry(condition)
        return found

    def because(self, condition: Condition, entry_id: str = "") -> tuple[str, ...]:
        """The questions that make a condition true, in its order; empty when it is false."""
        if not self.holds(condition, entry_id):
            return ()
        return tuple(dict.fromkeys(self._reasons(condition, entry_id)))

    def places(self, question: Question, entry_id: str = "") -> tuple[Country, ...]:
        """The countries a question is about, by code: named in others, covered by its kind."""
        named = {
            code
            for question_id in question.places_from
            for code in codes_of(self.value(question_id, entry_id))
        }
        countries = self.document.countries
        covered = kind_of(question).covers(self.document)
        return tuple(countries[code] for code in sorted(named) if code in covered)

    def as_whole(self) -> AnswerSet:
        """The same answers as those to the whole form, to which what was never asked is open;
        the same answer set where everything was asked."""
        if not self.unasked:
            return self
        filled = replace(
            self.filled,
            is_short=False,
            answers=self._asked_of(self.filled.answers),
            entries=tuple(
                replace(entry, answers=self._asked_of(entry.answers))
                for entry in self.filled.entries
            ),
        )
        return AnswerSet(self.document, filled, self.as_of)

    def items(self) -> Iterator[Item]:
        """Every question of the response, per entry where it repeats, in document order."""
        for section in self.document.sections:
            if not section.repeat:
                for question in section.questions:
                    yield self._item(question, None)
                continue
            for entry in self.entries(section.code):
                for question in section.questions:
                    yield self._item(question, entry)

    def _asked_of(self, answers: Mapping[str, Value]) -> dict[str, Value]:
        return {
            name: value for name, value in answers.items() if name not in self.unasked
        }

    def _any_is(
        self, conditions: tuple[Condition, ...], entry_id: str, *, wanted: bool
    ) -> bool:
        for part in conditions:
            held = (
                term_holds(self, part, entry_id)
                if isinstance(part, ConditionTerm)
                else self.holds(part, entry_id)
            )
            if held is wanted:
                return True
        return False

    def _any_entry(self, condition: AnyEntry) -> bool:
        entries = self.entries(condition.section)
        if condition.where is None:
            return bool(entries)
        return any(self.holds(condition.where, entry.id) for entry in entries)

    def _item(self, question: Question, entry: EntryValue | None) -> Item:
        entry_id = entry.id if entry else ""
        key = (question.id, entry_id)
        state = self._states.get(key)
        if state is None:
            shown = (question.show_if is None and not self.unasked) or self.shown(
                question.id, entry_id
            )
            state = self._look(question, entry_id) if shown else State.HIDDEN
            self._states[key] = state
        return Item(question, entry, state)

    def _places_missing(
        self, question: Question, value: Value | None, entry_id: str
    ) -> bool:
        named = value if isinstance(value, dict) else {}
        places = self.places(question, entry_id)
        return any(country.code not in named for country in places)

    def _given(self, question_id: str, entry_id: str) -> Value | None:
        if entry_id:
            entry = self._entries.get(entry_id)
            return entry.answers.get(question_id) if entry else None
        return self._plain.get(question_id)

    def _look(self, question: Question, entry_id: str) -> State:
        """Where a question that is shown stands."""
        value = self._given(question.id, entry_id)
        self._values[question.id, entry_id] = value
        if (
            self.filled.set_aside
            and (question.id, entry_id) in self.filled.set_aside
            and not self._needs_none(question, value, entry_id)
        ):
            return State.OPEN
        if value is not None and not_applicable(question, value):
            return State.NOT_APPLICABLE
        if question.places_from:
            missing = self._places_missing(question, value, entry_id)
            return State.OPEN if missing else State.ANSWERED
        return State.OPEN if value is None else State.ANSWERED

    def _needs_none(
        self, question: Question, value: Value | None, entry_id: str
    ) -> bool:
        """Whether nothing has to be said: no country is named that it is about."""
        return (
            value is None
            and bool(question.places_from)
            and not self._places_missing(question, value, entry_id)
        )

    def _reasons(self, condition: Condition, entry_id: str) -> Iterator[str]:
        if isinstance(condition, ConditionTerm):
            yield from condition.questions
        elif isinstance(condition, All | AnyOf):
            for part in condition.conditions:
                if self.holds(part, entry_id):
                    yield from self._reasons(part, entry_id)
        elif isinstance(condition, Not):
            yield from _looked_at(condition.condition)
        elif condition.where is not None:
            for entry in self.entries(condition.section):
                if self.holds(condition.where, entry.id):
                    yield from self._reasons(condition.where, entry.id)


def _looked_at(condition: Condition) -> Iterator[str]:
    if isinstance(condition, ConditionTerm):
        yield from condition.questions
    elif isinstance(condition, All | AnyOf):
        for part in condition.conditions:
            yield from _looked_at(part)
    elif isinstance(condition, Not):
        yield from _looked_at(condition.condition)
    elif condition.where is not None:
        yield from _looked_at(condition.where)
