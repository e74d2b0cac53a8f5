"""The status of every provision, from the questions that bear on it and the provisions below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.values import EntryValue
from riskapp.scoring.bearings import CONTEXT, BearingQuestions, Bearings
from riskapp.scoring.catalogue import Facts
from riskapp.scoring.engine import EVIDENCE_POINTS, Mark
from riskapp.scoring.model import CriterionScore
from riskapp.scoring.rated.answer_set import RatedItem
from riskapp.scoring.rated.model import rated
from riskapp.scoring.reading import Truth
from riskapp.scoring.status import (
    Status,
    Tally,
    status_of,
    tally,
    together,
    worst,
)


class QuestionMarks(NamedTuple):
    """The marks of one weighted question, counted: one, or one per entry. ``level`` is the
    weakest evidence of those that were answered, as a place in ``LEVELS``."""

    tallies: list[Tally]
    level: int


class Answers(NamedTuple):
    """What the answers behind a provision come to: those given once, the entries with what
    was said of them, and the weakest evidence."""

    plain: Tally
    by_entry: list[tuple[EntryValue, list[Tally]]]
    level: int


LEVELS = (*EVIDENCE_POINTS, "")  # the weakest first, and none at all
_PLACES = {level: place for place, level in enumerate(LEVELS)}
_NONE = _PLACES[""]

# What no status follows from, whatever was answered.
WITHOUT_STATUS = {
    "buyer_duty": Status.BUYERS_DUTY,
    CONTEXT: Status.INFORMATION_ONLY,
}


def evaluate_criteria(
    answer_set: AnswerSet,
    bearings: Bearings,
    facts: Facts,
    marked: Iterable[tuple[RatedItem, Mark | None]],
    *,
    personal_data: Truth,
    strict: bool,
) -> Mapping[str, CriterionScore]:
    """Every criterion that questions or children speak of, in the order of the catalogue;
    ``strict`` as in :func:`status_of`."""
    duties = {law.id for law in bearings.catalogue.laws if law.binds(facts)}
    columns = _columns(marked)
    found: dict[str, CriterionScore] = {}
    levels: dict[str, int] = {}  # of those that are evaluated
    for criterion, listed, children, who in bearings.steps:
        fixed = WITHOUT_STATUS.get(criterion.role)
        if criterion.personal_data_only and personal_data is Truth.FALSE:
            fixed = Status.NOT_APPLICABLE
        tools: tuple[tuple[str, Status], ...] = ()
        status, level = fixed, _NONE
        if status is None:
            answers = _behind(answer_set, columns, listed)
            level = min([answers.level, *[levels[child] for child in children]])
            tools = _by_tool(answers, asked=listed.asked, strict=strict)
            statuses = [found[child].status for child in children]
            if tools:
                statuses += [status for _, status in tools]
            elif listed.questions:
                alone = status_of(answers.plain, asked=listed.asked, strict=strict)
                statuses.append(alone)
            status = worst(statuses)
            is_doubted = (
                personal_data is Truth.POSSIBLE and criterion.personal_data_only
            )
            if is_doubted and status in (Status.MET, Status.PARTLY_MET):
                status = Status.NOT_ANSWERED
        levels[criterion.id] = level
        found[criterion.id] = CriterionScore(
            criterion.id,
            criterion.law,
            status,
            LEVELS[level],
            criterion.law in duties and criterion.binds(facts),
            listed.questions,
            tools,
            children,
            who,
        )
    return {name: found[name] for name in bearings.order}


def _columns(
    marked: Iterable[tuple[RatedItem, Mark | None]],
) -> dict[str, QuestionMarks]:
    marks: dict[str, list[Mark | None]] = {}
    for item, mark in marked:
        question = item.question
        if mark is not None or rated(question).weight:
            marks.setdefault(question.id, []).append(mark)
    return {name: _column(column) for name, column in marks.items()}


def _column(marks: Sequence[Mark | None]) -> QuestionMarks:
    shown = [
        _PLACES[mark.evidence]
        for mark in marks
        if mark is not None and not mark.is_open
    ]
    return QuestionMarks([tally(mark) for mark in marks], min(shown, default=_NONE))


def _behind(
    answer_set: AnswerSet,
    columns: Mapping[str, QuestionMarks],
    listed: BearingQuestions,
) -> Answers:
    level = _NONE
    plain = []
    for name in listed.plain:
        tallies, weakest = columns[name]
        plain.append(tallies[0])
        level = min(level, weakest)
    by_entry = []
    for section, names in listed.repeated.items():
        for place, entry in enumerate(answer_set.entries(section)):
            row = [columns[name].tallies[place] for name in names]
            by_entry.append((entry, row))
        if answer_set.entries(section):
            level = min([level, *[columns[name].level for name in names]])
    return Answers(together(plain), by_entry, level)


def _by_tool(
    answers: Answers, *, asked: int, strict: bool
) -> tuple[tuple[str, Status], ...]:
    """The status by each entry: what was answered about it with what was answered once."""
    return tuple(
        [
            (
                entry.title,
                status_of(together([answers.plain, *row]), asked=asked, strict=strict),
            )
            for entry, row in answers.by_entry
        ]
    )
