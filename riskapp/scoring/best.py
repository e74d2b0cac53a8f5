"""The best answer to a question: what an answer is changed to when it is put right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from questionnaires.document.conditions import questions_of
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import (
    Condition,
    Document,
    Kind,
    Option,
    Question,
)
from questionnaires.document.sheet import Sheet
from questionnaires.document.values import Entry, Filled, Value
from riskapp.scoring.agreed import agreed_levels
from riskapp.scoring.rated import risk as rules
from riskapp.scoring.rated.model import PlaceStatus, ScoringKind, rated, rated_option
from riskapp.scoring.reading import NOT_KNOWN

Place = tuple[str, str]  # question, entry id or ""
ANY_TEXT = "–"
GOOD = 1  # up to this risk an answer is no weakness


class BestAnswers:
    """The best answers to the questions of a sheet, each looked for once.

    The best answer is the one of the least risk; where it carries none, of the lowest level.
    Before all others comes one that leaves in place what others build on: whatever is asked
    now is still asked, and whatever named condition holds still holds. Putting right never
    means that the use of a tool goes away: of "what content leaves your control" a little is
    left, and not nothing at all. Access or autonomy that was stated comes down to what was
    agreed, and no further.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._agreed = agreed_levels(sheet.document, sheet.filled.profile)
        self._found: dict[Place, Value | None] = {}

    def put_right(self, places: Iterable[Place]) -> Sheet:
        """The sheet with the best answers at these places; another sheet, the same day."""
        document = self._sheet.document
        better = {
            place: value
            for place in places
            if place[0] in document.questions
            and document.questions[place[0]].section  # the profile is the buyer's own
            and (value := self._best(place)) is not None
        }
        filled = _with_answers(document, self._sheet.filled, better)
        return Sheet(document, filled, self._sheet.as_of)

    def _best(self, place: Place) -> Value | None:
        if place not in self._found:
            self._found[place] = self._look(place)
        return self._found[place]

    def _look(self, place: Place) -> Value | None:
        sheet = self._sheet
        question = sheet.document.questions[place[0]]
        offered = [
            *_agreed(question, sheet.value(*place), self._agreed.get(question.id)),
            *_offered(sheet, question, place[1]),
        ]
        built_on = _built_on(sheet.document, place[0])
        if not built_on:
            return offered[0] if offered else None
        given = _given(sheet, built_on)
        for value in offered:
            filled = _with_answers(sheet.document, sheet.filled, {place: value})
            if given <= _given(Sheet(sheet.document, filled, sheet.as_of), built_on):
                return value
        return offered[0] if offered else None


def _agreed(
    question: Question, value: Value | None, level: int | None
) -> Iterator[Value]:
    """What is left of a stated answer when it comes down to an agreed level; nothing where
    none was agreed or nothing known was stated."""
    chosen = codes_of(value)
    if level is None or not chosen or NOT_KNOWN in chosen:
        return
    within = [o for o in question.options if o.level is not None and o.level <= level]
    kept = [option.code for option in within if option.code in chosen]
    most = max(within, key=lambda option: option.level or 0, default=None)
    if question.kind is Kind.MULTI and kept:
        yield kept
    elif most is not None:
        yield [most.code] if question.kind is Kind.MULTI else most.code


def _built_on(document: Document, question_id: str) -> dict[str, Condition]:
    """What depends on the answer to a question: other questions and named conditions."""
    conditions: dict[str, Condition] = dict(document.conditions)
    for section in document.sections:
        for question in section.questions:
            if question.show_if is not None:
                conditions[question.id] = question.show_if
    return {
        name: condition
        for name, condition in conditions.items()
        if question_id in questions_of(condition)
    }


def _given(sheet: Sheet, conditions: Mapping[str, Condition]) -> set[Place]:
    """Which conditions hold, of the response and of each entry."""
    everywhere = ["", *(entry.id for entry in sheet.filled.entries)]
    return {
        (name, entry_id)
        for name, condition in conditions.items()
        for entry_id in everywhere
        if sheet.holds(condition, entry_id)
    }


def _offered(sheet: Sheet, question: Question, entry_id: str) -> Iterator[Value]:
    """Good answers to a question, the best first."""
    kind = rated(question).scoring.kind
    if question.kind is Kind.LEGAL_BASES:
        yield _best_bases(sheet, question, entry_id)
    elif question.kind is Kind.COUNTRIES:
        yield from ([code] for code in _inside(sheet.document))
        good = [o for o in _best_first(question.specials) if _risk(o) <= GOOD]
        yield from ([option.code] for option in good)
    elif question.kind is Kind.TEXT:
        yield ANY_TEXT
    elif question.kind is Kind.DATE:
        yield from _best_dates(sheet, question)
    elif question.kind is Kind.NUMBER:
        yield from _best_numbers(question)
    elif kind is ScoringKind.COUNT:
        yield [option.code for option in question.options if not option.exclusive]
    elif kind is ScoringKind.EXCESS:
        held = codes_of(sheet.value(question.offered_from, entry_id))
        yield [o.code for o in question.options if o.code in held] or [
            question.options[0].code
        ]
    else:
        many = question.kind is Kind.MULTI
        for option in _best_first(question.options):
            yield [option.code] if many else option.code


def _best_first(options: Iterable[Option]) -> list[Option]:
    """The options that are good, or the best there are."""
    found = sorted(
        (option for option in options if not option.not_applicable),
        key=lambda option: (_risk(option), option.level or 0),
    )
    least = max(GOOD, _risk(found[0])) if found else GOOD
    return [option for option in found if _risk(option) <= least]


def _risk(option: Option) -> int:
    return rated_option(option).risk or 0


def _inside(document: Document) -> list[str]:
    return [
        country.code
        for country in document.countries.values()
        if country.status == PlaceStatus.EEA
    ][:1]


def _best_bases(sheet: Sheet, question: Question, entry_id: str) -> dict[str, str]:
    document = sheet.document
    found = {}
    for country in sheet.places(question.places_from, entry_id):
        classes = {
            basis.code: rules.class_of(document, country, basis.code)
            for basis in document.legal_bases
        }
        offered = {code: c.risk for code, c in classes.items() if c is not None}
        if offered:
            found[country.code] = min(offered, key=lambda code: offered[code])
    return found


def _best_dates(sheet: Sheet, question: Question) -> Iterator[Value]:
    judged: list[tuple[int, Value]] = []
    values: list[Value] = [sheet.as_of.isoformat()]
    for value in [*values, *(option.code for option in question.specials)]:
        risk = rules.by_age(question, value, sheet.as_of).risk
        judged.append((risk or 0, value))
    yield from _good(judged)


def _best_numbers(question: Question) -> Iterator[Value]:
    bounds = [0] + [
        int(bound) + step
        for band in rated(question).bands
        for bound in (band.above, band.at_least, band.at_most, band.below)
        if bound is not None
        for step in (0, -1, 1)
        if int(bound) + step >= 0
    ]
    values: list[Value] = [
        {"value": str(bound), "unit": question.units[0].code} for bound in bounds
    ]
    values += [option.code for option in question.specials]
    judged = [(rules.by_number(question, value).risk or 0, value) for value in values]
    yield from _good(judged)


def _good(judged: list[tuple[int, Value]]) -> list[Value]:
    """The values that are good, or the best there are, with the best first."""
    found = sorted(judged, key=lambda row: row[0])
    least = max(GOOD, found[0][0])
    return [value for risk, value in found if risk <= least]


def _with_answers(
    document: Document, filled: Filled, better: Mapping[Place, Value]
) -> Filled:
    """The same answers with these in their places; what was said of the old ones is gone. An
    entry nobody made is made, so that what is asked of it can be answered."""
    entries = {entry.id: entry for entry in filled.entries}
    answers = dict(filled.answers)
    for (question, entry_id), value in better.items():
        if not entry_id:
            answers[question] = value
            continue
        section = document.questions[question].section
        entry = entries.get(entry_id) or Entry(entry_id, section, {})
        entries[entry_id] = replace(entry, answers={**entry.answers, question: value})
    return replace(
        filled,
        answers=answers,
        entries=tuple(entries.values()),
        set_aside={k: v for k, v in filled.set_aside.items() if k not in better},
    )
