"""Answers with their risk: where each question stands, how bad that is, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Kind, Option, Question
from questionnaires.document.sheet import Sheet, State
from questionnaires.document.values import Entry, Value
from questionnaires.document.words import say as _
from riskapp.scoring.rated import risk as rules
from riskapp.scoring.rated.model import (
    BasisClass,
    ScoringKind,
    rated,
    rated_option,
)
from riskapp.scoring.rated.risk import WORST, Judged

NO_SCORE = Judged(None, "")
WEAK = 2  # from here on an answer is a weakness
UNSCORED = "unscored"


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


class Item(NamedTuple):
    """One question as it stands, for one entry where it repeats."""

    question: Question
    entry: Entry | None
    state: State
    risk: int | None
    why: str

    @property
    def is_unscored(self) -> bool:
        """Answered, with an answer that carries no score although the question weighs."""
        return (
            self.state is State.ANSWERED
            and self.risk is None
            and rated(self.question).weight > 0
        )

    @property
    def standing(self) -> str:
        """The state as a word, with "unscored" as one of its own."""
        return UNSCORED if self.is_unscored else self.state.value


# Looked up once: these are asked for hundreds of times a score.
_NUMBER, _OPTION, _COUNT, _BAND = (
    Kind.NUMBER,
    ScoringKind.OPTION,
    ScoringKind.COUNT,
    ScoringKind.BAND,
)
_ANSWERED, _OPEN = State.ANSWERED, State.OPEN

_WITHOUT_RISK = {state: Seen(state, None, "") for state in State}


def seen_in(sheet: Sheet, question_id: str, entry_id: str = "") -> Seen:
    """Where a question stands, and its risk; an open one is as bad as the worst answer."""
    seen = _seen_before(sheet)
    key = (question_id, entry_id)
    found = seen.get(key)
    if found is None:
        question = sheet.document.questions[question_id]
        found = seen[key] = _look(sheet, question, entry_id)
    return found


def items_of(sheet: Sheet) -> Iterator[Item]:
    """Every question of the response, per entry where it repeats, in document order."""
    for question, entry, state in sheet.items():
        seen = seen_in(sheet, question.id, entry.id if entry else "")
        yield Item(question, entry, state, seen.risk, seen.why)


def basis_classes_in(
    sheet: Sheet, question_id: str, entry_id: str = ""
) -> Mapping[str, BasisClass]:
    """What the legal basis named for each country amounts to, by country code."""
    question = sheet.document.questions[question_id]
    value = sheet.value(question_id, entry_id)
    named = value if isinstance(value, dict) else {}
    found = {}
    for country in sheet.places(question.places_from, entry_id):
        basis = rules.class_of(
            sheet.document, country, str(named.get(country.code, ""))
        )
        if basis is not None:
            found[country.code] = basis
    return found


def rights_in_excess(
    sheet: Sheet, question_id: str, entry_id: str = ""
) -> tuple[Option, ...]:
    """The options held (in the other question) that are not named as needed here."""
    question = sheet.document.questions[question_id]
    needed = codes_of(sheet.value(question_id, entry_id))
    held = codes_of(sheet.value(question.offered_from, entry_id))
    return tuple(
        option
        for option in question.options
        if option.code in held and option.code not in needed and not option.exclusive
    )


def _seen_before(sheet: Sheet) -> dict[tuple[str, str], Seen]:
    """What was found before; it lies with the sheet, whose answers never change."""
    if sheet.extra is None:
        sheet.extra = {}
    found: dict[tuple[str, str], Seen] = sheet.extra
    return found


def _look(sheet: Sheet, question: Question, entry_id: str) -> Seen:
    state = sheet.state(question.id, entry_id)
    weight = rated(question).weight
    if state is _OPEN:
        aside = sheet.filled.set_aside.get((question.id, entry_id))
        if aside is None and not weight:
            return _WITHOUT_RISK[state]
        why = _("Left open") if aside is None else aside
        return Seen(state, WORST if weight else None, why)
    if state is not _ANSWERED or not weight:
        return _WITHOUT_RISK[state]
    if question.kind is Kind.LEGAL_BASES:
        return Seen(state, *_judge_bases(sheet, question, entry_id))
    value = sheet.value(question.id, entry_id)
    judged = (
        NO_SCORE if value is None else _judge_value(sheet, question, value, entry_id)
    )
    return Seen(state, *judged)


def _judge_value(
    sheet: Sheet, question: Question, value: Value, entry_id: str
) -> Judged:
    kind = rated(question).scoring.kind
    if kind is _OPTION:
        return rules.by_option(question, value)
    if kind is _COUNT:
        return rules.by_count(question, value)
    if kind is _BAND and question.kind is _NUMBER:
        return rules.by_number(question, value)
    if kind is _BAND:
        return rules.by_age(question, value, sheet.as_of)
    if kind is ScoringKind.PLACES:
        return rules.by_places(question, value, sheet.document.countries)
    if kind is ScoringKind.EXCESS:
        if sheet.value(question.offered_from, entry_id) is None:
            return Judged(WORST, _("The rights held were not stated"))
        return rules.by_excess(rights_in_excess(sheet, question.id, entry_id))
    return Judged(0, _("Filled in")) if kind is ScoringKind.FILLED else NO_SCORE


def _judge_bases(sheet: Sheet, question: Question, entry_id: str) -> Judged:
    places = sheet.places(question.places_from, entry_id)
    if _place_unknown(sheet, question, entry_id):
        return Judged(WORST, _("The places are not known"))
    classes = basis_classes_in(sheet, question.id, entry_id).values()
    if len(classes) < len(places):
        return Judged(WORST, _("A legal basis that is not offered for its country"))
    if not classes:
        return Judged(0, _("No country outside the EEA"))
    worst = max(classes, key=lambda found: found.risk)
    return Judged(worst.risk, worst.why)


def _place_unknown(sheet: Sheet, question: Question, entry_id: str) -> bool:
    for other in question.places_from:
        specials = sheet.document.questions[other].specials
        named = codes_of(sheet.value(other, entry_id))
        if any(
            option.code in named and rated_option(option).risk == WORST
            for option in specials
        ):
            return True
    return False
