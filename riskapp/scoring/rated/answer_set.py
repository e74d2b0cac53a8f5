"""Answers with their risk: where each question stands, how bad that is, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.model import Question
from questionnaires.document.values import EntryValue
from questionnaires.document.words import say as _
from riskapp.scoring.kinds.registry import rated_kind
from riskapp.scoring.rated.model import WORST, rated

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


class RatedItem(NamedTuple):
    """One question as it stands, for one entry where it repeats."""

    question: Question
    entry: EntryValue | None
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
_ANSWERED, _OPEN = State.ANSWERED, State.OPEN

_WITHOUT_RISK = {state: Seen(state, None, "") for state in State}


def seen_in(answer_set: AnswerSet, question_id: str, entry_id: str = "") -> Seen:
    """Where a question stands, and its risk; an open one is as bad as the worst answer."""
    seen = _seen_before(answer_set)
    key = (question_id, entry_id)
    found = seen.get(key)
    if found is None:
        question = answer_set.document.questions[question_id]
        found = seen[key] = _look(answer_set, question, entry_id)
    return found


def seen_if_shown(answer_set: AnswerSet, question: Question, entry_id: str) -> Seen:
    """The same of a question that is known to be asked."""
    seen = _seen_before(answer_set)
    key = (question.id, entry_id)
    found = seen.get(key)
    if found is None:
        state = answer_set.state_if_shown(question, entry_id)
        found = seen[key] = _evaluate(answer_set, question, entry_id, state)
    return found


def remember(
    answer_set: AnswerSet, question_id: str, entry_id: str, seen: Seen
) -> None:
    """Keep where a question stands that was found another way."""
    _seen_before(answer_set).setdefault((question_id, entry_id), seen)


def items_of(answer_set: AnswerSet) -> Iterator[RatedItem]:
    """Every question of the response, per entry where it repeats, in document order."""
    for question, entry, state in answer_set.items():
        seen = seen_in(answer_set, question.id, entry.id if entry else "")
        yield RatedItem(question, entry, state, seen.risk, seen.why)


def _seen_before(answer_set: AnswerSet) -> dict[tuple[str, str], Seen]:
    """What was found before; it lies with the answer set, whose answers never change."""
    if answer_set.extra is None:
        answer_set.extra = {}
    found: dict[tuple[str, str], Seen] = answer_set.extra
    return found


def _look(answer_set: AnswerSet, question: Question, entry_id: str) -> Seen:
    return _evaluate(
        answer_set, question, entry_id, answer_set.state(question.id, entry_id)
    )


def _evaluate(
    answer_set: AnswerSet, question: Question, entry_id: str, state: State
) -> Seen:
    weight = rated(question).weight
    if state is _OPEN:
        aside = answer_set.filled.set_aside.get((question.id, entry_id))
        if aside is None and not weight:
            return _WITHOUT_RISK[state]
        why = _("Left open") if aside is None else aside
        return Seen(state, WORST if weight else None, why)
    if state is not _ANSWERED or not weight:
        return _WITHOUT_RISK[state]
    return Seen(state, *rated_kind(question).evaluate(answer_set, question, entry_id))
