"""How one answer stands, and where a question stands in all its places: a bit for each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from questionnaires.document.answer_set import State
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Question
from questionnaires.document.values import EntryValue, Value
from riskapp.scoring.engine import Mark
from riskapp.scoring.rated.answer_set import RatedItem, Seen
from riskapp.scoring.rated.model import WORST
from riskapp.scoring.status import NOTHING, Tally, tally

NOT_KNOWN = "unknown"  # the code of every "Not known"


class StandingAnswer(NamedTuple):
    """How an answer stands, what it counts, and whether something is said, and known."""

    seen: Seen
    mark: Mark | None
    is_answered: bool
    is_known: bool
    tally: Tally = NOTHING  # of the mark


class QuestionColumn(NamedTuple):
    """One question in all its places. ``known``: where it says something known or is not
    asked; ``answered``: these, and where it says "not known"."""

    answers: Sequence[StandingAnswer]
    values: Sequence[Value | None]
    known: int
    answered: int
    seen: Sequence[Seen]  # of the answers
    marks: Sequence[Mark | None]
    tallies: Sequence[Tally]


class MarkedColumn(NamedTuple):
    """One question wherever it stands: of which entries (or ``(None,)``, where it does not
    repeat), how it stands there, and the marks it counts by; None where it is left out."""

    question: Question
    weight: int
    entries: Sequence[EntryValue | None]
    seen: Sequence[Seen]
    marks: Sequence[Mark | None]
    tallies: Sequence[Tally]  # of the marks

    def item(self, place: int) -> RatedItem:
        """The question in one of its places."""
        return RatedItem(self.question, self.entries[place], *self.seen[place])


NO_ENTRY = (None,)  # of what does not repeat
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
    if not answers:
        return QuestionColumn(answers, values, full, full, (), (), ())
    seen, marks, are_answered, are_known, tallies = zip(*answers, strict=True)
    known = answered = full
    if False in are_known:
        known ^= bits_of(are_known, wanted=False)
        if False in are_answered:
            answered ^= bits_of(are_answered, wanted=False)
    return QuestionColumn(answers, values, known, answered, seen, marks, tallies)


def bits_of(places: Sequence[bool], *, wanted: bool) -> int:
    """Where it is as wanted: a bit for each."""
    found, place = 0, -1
    for _ in range(places.count(wanted)):
        place = places.index(wanted, place + 1)
        found |= 1 << place
    return found


def each_bit(bits: int, count: int) -> Iterator[bool]:
    """So many bits one after the other, the lowest first."""
    written = f"{bits | 1 << count:b}"
    return map("1".__eq__, written[:0:-1])


def given(seen: Seen, weight: int, *, is_known: bool) -> StandingAnswer:
    """How an answer stands that was given."""
    risk = seen.risk
    mark = None if risk is None else Mark(weight, risk, is_known=is_known)
    return StandingAnswer(
        seen, mark, is_answered=True, is_known=is_known, tally=tally(mark)
    )


def missing(weight: int, why: str) -> StandingAnswer:
    """How an answer stands that is missing: as bad as the worst."""
    seen = Seen(OPEN, WORST if weight else None, why)
    mark = Mark(weight, WORST, is_open=True) if weight else None
    return StandingAnswer(
        seen, mark, is_answered=False, is_known=False, tally=tally(mark)
    )


def chosen_in(values: Sequence[Value | None], wanted: frozenset[str]) -> int:
    """Where one of some codes was chosen."""
    written = [
        "1"
        if (
            value in wanted
            if isinstance(value, str)
            else isinstance(value, list) and not wanted.isdisjoint(value)
        )
        else "0"
        for value in values
    ]
    written.reverse()
    return int("".join(written) or "0", 2)


def tells(value: Value | None) -> bool:
    """Whether an answer says something else than that nobody knows."""
    if value is None:
        return False
    if isinstance(value, dict):
        return NOT_KNOWN not in value.values()
    return NOT_KNOWN not in codes_of(value)
