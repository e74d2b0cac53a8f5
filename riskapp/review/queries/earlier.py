"""What answers say more favourably than earlier ones did, openly or by leaving something out.

Whoever answers gains by silence as much as by a better word: a tool that is taken off the list,
or put there anew under its name, a question that is no longer asked because of another answer,
a “does not apply”. Each of these is told like a better answer, with what stood there before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.conditions import questions_of
from questionnaires.document.meaning import date_of
from questionnaires.document.model import Question
from questionnaires.document.overlay import Place
from questionnaires.document.values import EntryValue, Value
from questionnaires.queries import EarlierEntries
from riskapp.scoring.rated.answer_set import seen_in
from riskapp.scoring.reading import level_of

LEAP = 2  # so many steps of risk, or of a level, call for an explanation


class AnswerTurn(Enum):
    """In which way an answer is more favourable than the one before it."""

    EARLIER_DAY = auto()
    BETTER = auto()
    LOWER = auto()
    NOT_APPLICABLE = auto()
    NOT_ASKED = auto()


@dataclass(frozen=True, slots=True)
class Favourable:
    """An answer that calls for an explanation, and what stood at its place before; ``lost``
    are weak answers that nobody asks for any more because of it."""

    turn: AnswerTurn
    place: Place
    then: Value
    lost: tuple[str, ...] = ()


def listed_again(
    answer_set: AnswerSet, earlier: EarlierEntries
) -> dict[str, EntryValue]:
    """Today's entries that go back to none but are one that was taken off the list, by their
    ids: from the same line of the catalogue, or of the same name."""
    found: dict[str, EntryValue] = {}
    for entry in answer_set.filled.entries:
        if entry.id not in earlier.fresh:
            continue
        for gone in earlier.gone:
            if gone not in found.values() and _is_same(entry, gone):
                found[entry.id] = gone
                break
    return found


def favourable(
    answer_set: AnswerSet,
    last: Mapping[Place, Value],
    again: Mapping[str, EntryValue],
) -> Iterator[Favourable]:
    """Every answer that calls for an explanation: ``last`` are the answers of the last cycle by
    the places of today, ``again`` the entries that were listed before."""
    relisted = {
        (question, entry): value
        for entry, gone in again.items()
        for question, value in gone.answers.items()
    }
    then = {**last, **relisted}
    if not then:
        return
    before = _before(answer_set, last, then)
    lost: dict[Place, list[str]] = {}
    for place, value in then.items():
        question = answer_set.document.questions.get(place[0])
        if question is None:
            continue
        if not answer_set.shown(*place):
            if _risk(before, place) >= LEAP:
                for cause in _causes(answer_set, then, question, place[1]):
                    lost.setdefault(cause, []).append(place[0])
                    break
            continue
        now = answer_set.value(*place)
        if now is not None and now != value:
            turn = _turn(before, answer_set, place, value)
            if turn is not None:
                yield Favourable(turn, place, value)
    for place, questions in lost.items():
        names = tuple(dict.fromkeys(questions))
        yield Favourable(AnswerTurn.NOT_ASKED, place, then[place], names)


def _is_same(entry: EntryValue, gone: EntryValue) -> bool:
    if entry.section != gone.section:
        return False
    if entry.catalogue and entry.catalogue == gone.catalogue:
        return True
    return entry.title.strip().casefold() == gone.title.strip().casefold()


def _before(
    answer_set: AnswerSet, last: Mapping[Place, Value], then: Mapping[Place, Value]
) -> AnswerSet:
    """The earlier answers at the places of today, evaluated as of today. Within a first cycle
    only entries have earlier ones; what stands beside them is as it is."""
    plain = {question: v for (question, entry), v in last.items() if not entry}
    entries = tuple(
        replace(
            entry, answers={q: v for (q, own), v in then.items() if own == entry.id}
        )
        for entry in answer_set.filled.entries
    )
    filled = replace(
        answer_set.filled,
        answers=plain if last else answer_set.filled.answers,
        entries=entries,
        set_aside={},
    )
    return AnswerSet(answer_set.document, filled, answer_set.as_of)


def _turn(
    before: AnswerSet, now: AnswerSet, place: Place, then: Value
) -> AnswerTurn | None:
    question, value = now.document.questions[place[0]], now.value(*place)
    then_day, day = date_of(then), date_of(value)
    if then_day and day and day < then_day:
        return AnswerTurn.EARLIER_DAY
    if now.state(*place) is State.NOT_APPLICABLE:
        return AnswerTurn.NOT_APPLICABLE if _risk(before, place) >= LEAP else None
    if now.state(*place) is not State.ANSWERED:
        return None
    since = seen_in(now, *place).risk
    if since is not None and _risk(before, place) - since >= LEAP:
        return AnswerTurn.BETTER
    fell = level_of(question, before.value(*place)) - level_of(question, value)
    if fell >= LEAP:
        return AnswerTurn.LOWER
    return None


def _risk(answer_set: AnswerSet, place: Place) -> int:
    """The risk of an answer; 0 where none was given, or none that carries one."""
    seen = seen_in(answer_set, *place)
    return seen.risk or 0 if seen.state is State.ANSWERED else 0


def _causes(
    now: AnswerSet, then: Mapping[Place, Value], question: Question, entry: str
) -> Iterable[Place]:
    """The answers that were others before and decide whether a question is asked."""
    for name in dict.fromkeys(questions_of(question.show_if)):
        decides = now.document.questions.get(name)
        if decides is None:
            continue  # of the profile, which those who ask fill in
        for place in _places(now, decides, entry):
            if place in then and now.value(*place) not in (None, then[place]):
                yield place


def _places(now: AnswerSet, question: Question, entry: str) -> Iterable[Place]:
    if not question.repeated:
        return [(question.id, "")]
    if entry:
        return [(question.id, entry)]
    return [(question.id, one.id) for one in now.entries(question.section)]
