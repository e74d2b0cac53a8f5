"""A filled document, evaluated: what is shown, answered, judged, and which conditions hold.

A :class:`Sheet` is made for one document, one set of answers and one day. It works lazily
and remembers what it found; the answers must not change under it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from questionnaires.document import risk as rules
from questionnaires.document.leaves import leaf_holds
from questionnaires.document.model import (
    All,
    AnyEntry,
    AnyOf,
    BasisClass,
    Condition,
    Country,
    Document,
    Kind,
    Leaf,
    Not,
    Option,
    PlaceStatus,
    Question,
    ScoringKind,
)
from questionnaires.document.risk import WORST, Judged, codes_of
from questionnaires.document.values import Entry, Filled, Value
from questionnaires.document.words import say as _

NO_SCORE = Judged(None, "")


class State(StrEnum):
    """Where a question stands. UNSCORED is answered, with an answer that carries no score;
    an answer that was set aside is OPEN until somebody stands by it."""

    ANSWERED = "answered"
    OPEN = "open"
    HIDDEN = "hidden"
    NOT_APPLICABLE = "not_applicable"
    UNSCORED = "unscored"


WEAK = 2  # from here on an answer is a weakness
_ANSWERED, _UNSCORED = State.ANSWERED, State.UNSCORED


class Seen(NamedTuple):
    """Where a question stands, with its risk and the reason for it."""

    state: State
    risk: int | None
    why: str

    @property
    def is_weak(self) -> bool:
        """Answered, and in a way that raises the risk."""
        return (
            self.state is State.ANSWERED and self.risk is not None and self.risk >= WEAK
        )


# Looked up once: these are asked for hundreds of times a score.
_BASES, _NUMBER, _OPTION, _COUNT, _BAND = (
    Kind.LEGAL_BASES,
    Kind.NUMBER,
    ScoringKind.OPTION,
    ScoringKind.COUNT,
    ScoringKind.BAND,
)

_HIDDEN = Seen(State.HIDDEN, None, "")
_NOT_APPLICABLE = Seen(State.NOT_APPLICABLE, None, "")
_OPEN_UNWEIGHTED = Seen(State.OPEN, None, "")
_UNWEIGHTED = Seen(State.ANSWERED, None, "")


class Item(NamedTuple):
    """One question as it stands, for one entry where it repeats."""

    question: Question
    entry: Entry | None
    state: State
    risk: int | None
    why: str

    @property
    def is_weak(self) -> bool:
        """Answered, and in a way that raises the risk."""
        return (
            self.state is State.ANSWERED and self.risk is not None and self.risk >= WEAK
        )


class Sheet:
    """Answers read through their document; ``as_of`` is the day ages are counted to."""

    def __init__(
        self, document: Document, filled: Filled, as_of: datetime.date
    ) -> None:
        self.document = document
        self.filled = filled
        self.as_of = as_of
        self._entries: dict[str, Entry] = {entry.id: entry for entry in filled.entries}
        self._by_section: dict[str, tuple[Entry, ...]] = {}
        for section in document.sections:
            if section.repeat:
                self._by_section[section.code] = tuple(
                    entry for entry in filled.entries if entry.section == section.code
                )
        self._plain: dict[str, Value] = {**filled.answers, **filled.profile}
        self._shown: dict[tuple[str, str], bool] = {}
        self._values: dict[tuple[str, str], Value | None] = {}
        self._seen: dict[tuple[str, str], Seen] = {}
        self._any: dict[int, bool] = {}  # by identity: the document outlives the sheet

    def entries(self, section: str) -> tuple[Entry, ...]:
        """The entries of a repeating section, in their order."""
        return self._by_section.get(section, ())

    def shown(self, question_id: str, entry_id: str = "") -> bool:
        """Whether the question is asked, as things stand."""
        question = self.document.questions[question_id]
        if question.repeated != bool(entry_id):
            return False
        if question.show_if is None:
            return True
        key = (question_id, entry_id)
        found = self._shown.get(key)
        if found is None:
            found = self._shown[key] = self.holds(question.show_if, entry_id)
        return found

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

    def state(self, question_id: str, entry_id: str = "") -> State:
        """Where the question stands."""
        return self.seen(question_id, entry_id).state

    def seen(self, question_id: str, entry_id: str = "") -> Seen:
        """Where the question stands, and its risk; an open one is as bad as the worst answer."""
        key = (question_id, entry_id)
        found = self._seen.get(key)
        if found is None:
            shown = self.shown(question_id, entry_id)
            question = self.document.questions[question_id]
            found = self._look(question, entry_id) if shown else _HIDDEN
            self._seen[key] = found
        return found

    def holds(self, condition: Condition, entry_id: str = "") -> bool:
        """Whether a condition holds, asked of one entry or of the response as a whole."""
        if isinstance(condition, Leaf):
            return leaf_holds(self, condition, entry_id)
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

    def places(
        self, question_ids: tuple[str, ...], entry_id: str = ""
    ) -> tuple[Country, ...]:
        """The countries outside the EEA that these questions name, by code."""
        named = {
            code
            for question_id in question_ids
            for code in codes_of(self.value(question_id, entry_id))
        }
        countries = self.document.countries
        return tuple(
            countries[code]
            for code in sorted(named)
            if code in countries and countries[code].status is not PlaceStatus.EEA
        )

    def basis_class(
        self, question_id: str, entry_id: str = ""
    ) -> Mapping[str, BasisClass]:
        """What the legal basis named for each country amounts to, by country code."""
        question = self.document.questions[question_id]
        value = self.value(question_id, entry_id)
        named = value if isinstance(value, dict) else {}
        found = {}
        for country in self.places(question.places_from, entry_id):
            basis = rules.class_of(
                self.document, country, str(named.get(country.code, ""))
            )
            if basis is not None:
                found[country.code] = basis
        return found

    def rights_in_excess(
        self, question_id: str, entry_id: str = ""
    ) -> tuple[Option, ...]:
        """The options held (in the other question) that are not named as needed here."""
        question = self.document.questions[question_id]
        needed = codes_of(self.value(question_id, entry_id))
        held = codes_of(self.value(question.scoring.other, entry_id))
        return tuple(
            option
            for option in question.options
            if option.code in held
            and option.code not in needed
            and not option.exclusive
        )

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

    def _any_is(
        self, conditions: tuple[Condition, ...], entry_id: str, *, wanted: bool
    ) -> bool:
        for part in conditions:
            held = (
                leaf_holds(self, part, entry_id)
                if isinstance(part, Leaf)
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

    def _item(self, question: Question, entry: Entry | None) -> Item:
        entry_id = entry.id if entry else ""
        key = (question.id, entry_id)
        seen = self._seen.get(key)
        if seen is None:
            shown = question.show_if is None or self.shown(question.id, entry_id)
            seen = self._look(question, entry_id) if shown else _HIDDEN
            self._seen[key] = seen
        state, risk, why = seen
        return Item(question, entry, state, risk, why)

    def _bases_missing(
        self, question: Question, value: Value | None, entry_id: str
    ) -> bool:
        named = value if isinstance(value, dict) else {}
        places = self.places(question.places_from, entry_id)
        return any(country.code not in named for country in places)

    def _given(self, question_id: str, entry_id: str) -> Value | None:
        if entry_id:
            entry = self._entries.get(entry_id)
            return entry.answers.get(question_id) if entry else None
        return self._plain.get(question_id)

    def _look(self, question: Question, entry_id: str) -> Seen:
        """Where a question that is shown stands."""
        value = self._given(question.id, entry_id)
        self._values[question.id, entry_id] = value
        weight = question.weight
        if self.filled.set_aside:
            reason = self.filled.set_aside.get((question.id, entry_id))
            if reason is not None and not self._needs_none(question, value, entry_id):
                return Seen(State.OPEN, WORST if weight else None, reason)
        if value is not None and rules.not_applicable(question, value):
            return _NOT_APPLICABLE
        if question.kind is _BASES:
            if self._bases_missing(question, value, entry_id):
                return _left_open(weight)
            judged = self._judge_bases(question, entry_id) if weight else NO_SCORE
        elif value is None:
            return _left_open(weight)
        elif not weight:
            return _UNWEIGHTED
        else:
            judged = self._judge_value(question, value, entry_id)
        risk, why = judged
        state = _UNSCORED if weight and risk is None else _ANSWERED
        return Seen(state, risk, why)

    def _needs_none(
        self, question: Question, value: Value | None, entry_id: str
    ) -> bool:
        """Whether nothing has to be said: no country is named that needs a legal basis."""
        return (
            value is None
            and question.kind is Kind.LEGAL_BASES
            and not self._bases_missing(question, value, entry_id)
        )

    def _judge_value(self, question: Question, value: Value, entry_id: str) -> Judged:
        kind = question.scoring.kind
        if kind is _OPTION:
            return rules.by_option(question, value)
        if kind is _COUNT:
            return rules.by_count(question, value)
        if kind is _BAND and question.kind is _NUMBER:
            return rules.by_number(question, value)
        if kind is _BAND:
            return rules.by_age(question, value, self.as_of)
        if kind is ScoringKind.PLACES:
            return rules.by_places(question, value, self.document.countries)
        if kind is ScoringKind.EXCESS:
            if self.value(question.scoring.other, entry_id) is None:
                return Judged(WORST, _("The rights held were not stated"))
            return rules.by_excess(self.rights_in_excess(question.id, entry_id))
        return Judged(0, _("Filled in")) if kind is ScoringKind.FILLED else NO_SCORE

    def _judge_bases(self, question: Question, entry_id: str) -> Judged:
        places = self.places(question.places_from, entry_id)
        if self._place_unknown(question, entry_id):
            return Judged(WORST, _("The places are not known"))
        classes = self.basis_class(question.id, entry_id).values()
        if len(classes) < len(places):
            return Judged(WORST, _("A legal basis that is not offered for its country"))
        if not classes:
            return Judged(0, _("No country outside the EEA"))
        worst = max(classes, key=lambda found: found.risk)
        return Judged(worst.risk, worst.why)

    def _place_unknown(self, question: Question, entry_id: str) -> bool:
        for other in question.places_from:
            specials = self.document.questions[other].specials
            named = codes_of(self.value(other, entry_id))
            if any(
                option.code in named and option.risk == WORST for option in specials
            ):
                return True
        return False

    def _reasons(self, condition: Condition, entry_id: str) -> Iterator[str]:
        if isinstance(condition, Leaf):
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


def _left_open(weight: int) -> Seen:
    return Seen(State.OPEN, WORST, _("Left open")) if weight else _OPEN_UNWEIGHTED


def _looked_at(condition: Condition) -> Iterator[str]:
    if isinstance(condition, Leaf):
        yield from condition.questions
    elif isinstance(condition, All | AnyOf):
        for part in condition.conditions:
            yield from _looked_at(part)
    elif isinstance(condition, Not):
        yield from _looked_at(condition.condition)
    elif condition.where is not None:
        yield from _looked_at(condition.where)
