"""How one answer stands, and where a question stands in all its places: a bit for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from questionnaires.document.answer_set import State
from questionnaires.document.meaning import codes_of
from questionnaires.document.values import Value
from riskapp.scoring.engine import Mark
from riskapp.scoring.rated.answer_set import Seen
from riskapp.scoring.rated.model import WORST

NOT_KNOWN = "unknown"  # the code of every "Not known"


class StandingAnswer(NamedTuple):
    """How an answer stands, what it counts, and whether something is said, and known."""

    seen: Seen
    mark: Mark | None
    is_answered: bool
    is_known: bool


class QuestionColumn(NamedTuple):
    """One question in all its places. ``known``: where it says something known or is not
    asked; ``answered``: these, and where it says "not known"."""

    answers: Sequence[StandingAnswer]
    values: Sequence[Value | None]
    known: int
    answered: int
    seen: Sequence[Seen]  # of the answers
    marks: Sequence[Mark | None]


OPEN, ANSWERED = State.OPEN, State.ANSWERED  # looked up once
HIDDEN = Seen(State.HIDDEN, None, "")
GIVEN = Seen(ANSWERED, None, "")
NOT_ASKED = StandingAnswer(HIDDEN, None, is_answered=True, is_known=True)
DOES_NOT_APPLY = StandingAnswer(
    Seen(State.NOT_APPLICABLE, None, ""), None, is_answered=True, is_known=True
)


def column_of(
    answers: Sequence[StandingAnswer], values: Sequence[Value | None], full: int
) -> QuestionColumn:
    """The column of answers in all their places."""
    known = answered = full
    bit = 1
    for _seen, _mark, is_answered, is_known in answers:
        if not is_known:
            known ^= bit
            if not is_answered:
                answered ^= bit
        bit <<= 1
    return QuestionColumn(
        answers,
        values,
        known,
        answered,
        [answer.seen for answer in answers],
        [answer.mark for answer in answers],
    )


def given(seen: Seen, weight: int, *, is_known: bool) -> StandingAnswer:
    """How an answer stands that was given."""
    risk = seen.risk
    mark = None if risk is None else Mark(weight, risk, is_known=is_known)
    return StandingAnswer(seen, mark, is_answered=True, is_known=is_known)


def missing(weight: int, why: str) -> StandingAnswer:
    """How an answer stands that is missing: as bad as the worst."""
    seen = Seen(OPEN, WORST if weight else None, why)
    mark = Mark(weight, WORST, is_open=True) if weight else None
    return StandingAnswer(seen, mark, is_answered=False, is_known=False)


def chosen_in(values: Sequence[Value | None], wanted: frozenset[str]) -> int:
    """Where one of some codes was chosen."""
    found = 0
    bit = 1
    for value in values:
        if isinstance(value, str):
            if value in wanted:
                found |= bit
        elif isinstance(value, list) and not wanted.isdisjoint(value):
            found |= bit
        bit <<= 1
    return found


def tells(value: Value | None) -> bool:
    """Whether an answer says something else than that nobody knows."""
    if value is None:
        return False
    if isinstance(value, dict):
        return NOT_KNOWN not in value.values()
    return NOT_KNOWN not in codes_of(value)
