"""The best answer to a question: what an answer is changed to when it is put right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.conditions import questions_of
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Condition, Document, Question
from questionnaires.document.values import EntryValue, Filled, Value
from riskapp.scoring.agreed import agreed_levels
from riskapp.scoring.columns import NOT_KNOWN
from riskapp.scoring.kinds.registry import rated_kind

Place = tuple[str, str]  # question, entry id or ""


class BestAnswers:
    """The best answers to the questions of an answer set, each looked for once.

    The best answer is the one of the least risk; where it carries none, of the lowest level.
    Before all others comes one that leaves in place what others build on: whatever is asked
    now is still asked, and whatever named condition holds still holds. Putting right never
    means that the use of a tool goes away: of "what content leaves your control" a little is
    left, and not nothing at all. Access or autonomy that was stated comes down to what was
    agreed, and no further.
    """

    def __init__(self, answer_set: AnswerSet) -> None:
        self._answer_set = answer_set
        self._agreed = agreed_levels(answer_set.document, answer_set.filled.profile)
        self._found: dict[Place, Value | None] = {}

    def put_right(self, places: Iterable[Place]) -> AnswerSet:
        """The answer set with the best answers at these places; another answer set, the same day."""
        document = self._answer_set.document
        better = {
            place: value
            for place in places
            if place[0] in document.questions
            and document.questions[place[0]].section  # the profile is the buyer's own
            and (value := self._best(place)) is not None
        }
        filled = _with_answers(document, self._answer_set.filled, better)
        return AnswerSet(document, filled, self._answer_set.as_of)

    def _best(self, place: Place) -> Value | None:
        if place not in self._found:
            self._found[place] = self._look(place)
        return self._found[place]

    def _look(self, place: Place) -> Value | None:
        answer_set = self._answer_set
        question = answer_set.document.questions[place[0]]
        offered = [
            *_agreed(question, answer_set.value(*place), self._agreed.get(question.id)),
            *rated_kind(question).best(answer_set, question, place[1]),
        ]
        built_on = _built_on(answer_set.document, place[0])
        if not built_on:
            return offered[0] if offered else None
        given = _given(answer_set, built_on)
        for value in offered:
            filled = _with_answers(
                answer_set.document, answer_set.filled, {place: value}
            )
            if given <= _given(
                AnswerSet(answer_set.document, filled, answer_set.as_of), built_on
            ):
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
    kept = rated_kind(question).kept(within, chosen)
    if kept is not None:
        yield kept


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


def _given(answer_set: AnswerSet, conditions: Mapping[str, Condition]) -> set[Place]:
    """Which conditions hold, of the response and of each entry."""
    everywhere = ["", *(entry.id for entry in answer_set.filled.entries)]
    return {
        (name, entry_id)
        for name, condition in conditions.items()
        for entry_id in everywhere
        if answer_set.holds(condition, entry_id)
    }


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
        entry = entries.get(entry_id) or EntryValue(entry_id, section, {})
        entries[entry_id] = replace(entry, answers={**entry.answers, question: value})
    return replace(
        filled,
        answers=answers,
        entries=tuple(entries.values()),
        set_aside={k: v for k, v in filled.set_aside.items() if k not in better},
    )
