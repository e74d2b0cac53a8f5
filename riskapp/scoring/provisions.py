"""The status of every provision, from the questions that bear on it and the provisions below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from questionnaires.document.answer_set import AnswerSet
from riskapp.scoring.bearings import CONTEXT, Bearings, Listed
from riskapp.scoring.catalogue import Facts
from riskapp.scoring.engine import EVIDENCE_POINTS, Mark
from riskapp.scoring.model import CriterionScore
from riskapp.scoring.rated.answer_set import Item
from riskapp.scoring.rated.model import rated
from riskapp.scoring.reading import Truth
from riskapp.scoring.status import Status, Tally, status_of, tally, together, worst


class Column(NamedTuple):
    """The marks of one weighted question, counted: one, or one per entry. ``level`` is the
    weakest evidence of those that were answered, as a place in ``LEVELS``."""

    tallies: list[Tally]
    level: int


LEVELS = (*EVIDENCE_POINTS, "")  # the weakest first, and none at all
_PLACES = {level: place for place, level in enumerate(LEVELS)}
_NONE = _PLACES[""]

# What no status follows from, whatever was answered.
WITHOUT_STATUS = {
    "buyer_duty": Status.BUYERS_DUTY,
    CONTEXT: Status.INFORMATION_ONLY,
}


def judge_criteria(
    answer_set: AnswerSet,
    bearings: Bearings,
    facts: Facts,
    marked: Iterable[tuple[Item, Mark | None]],
    *,
    personal_data: Truth,
    strict: bool,
) -> Mapping[str, CriterionScore]:
    """Every criterion that questions or children speak of, in the order of the catalogue;
    ``strict`` as in :func:`status_of`."""
    duties = {law.id for law in bearings.catalogue.laws if law.binds(facts)}
    columns = _columns(marked)
    found: dict[str, CriterionScore] = {}
    levels: dict[str, int] = {}  # of those that are judged
    for criterion, listed, children, who in bearings.steps:
        fixed = WITHOUT_STATUS.get(criterion.role)
        if criterion.personal_data_only and personal_data is Truth.FALSE:
            fixed = Status.NOT_APPLICABLE
        tools: tuple[tuple[str, Status], ...] = ()
        if fixed is None:
            statuses = [found[child].status for child in children]
            tools = _by_tool(answer_set, columns, listed, strict=strict)
            if tools:
                statuses += [status for _, status in tools]
            elif listed.questions:
                plain = _plain(columns, listed)
                statuses.append(status_of(plain, asked=listed.asked, strict=strict))
            status = worst(statuses)
            level = _weakest(
                columns, listed, answer_set, [levels[name] for name in children]
            )
            if (
                criterion.personal_data_only
                and personal_data is Truth.POSSIBLE
                and status in _GOOD
            ):
                status = Status.NOT_ANSWERED  # at best, where that is not known
        else:
            status, level = fixed, _NONE
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


_GOOD = (Status.MET, Status.PARTLY_MET)


def _columns(marked: Iterable[tuple[Item, Mark | None]]) -> dict[str, Column]:
    marks: dict[str, list[Mark | None]] = {}
    for item, mark in marked:
        question = item.question
        if mark is not None or rated(question).weight:
            marks.setdefault(question.id, []).append(mark)
    return {name: _column(column) for name, column in marks.items()}


def _column(marks: Sequence[Mark | None]) -> Column:
    answered = [
        _PLACES[mark.evidence]
        for mark in marks
        if mark is not None and not mark.is_open
    ]
    return Column([tally((mark,)) for mark in marks], min(answered, default=_NONE))


def _plain(columns: Mapping[str, Column], listed: Listed) -> Tally:
    """What was answered once, counted together."""
    return together([columns[name].tallies[0] for name in listed.plain])


def _by_tool(
    answer_set: AnswerSet,
    columns: Mapping[str, Column],
    listed: Listed,
    *,
    strict: bool,
) -> tuple[tuple[str, Status], ...]:
    """The status by each entry: what was answered about it with what was answered once."""
    if not listed.repeated:
        return ()
    found = []
    plain = _plain(columns, listed)
    for section, names in listed.repeated.items():
        entries = answer_set.entries(section)
        rows = zip(*[columns[name].tallies for name in names if entries], strict=True)
        for entry, row in zip(entries, rows, strict=True):
            counted = together((plain, *row))
            status = status_of(counted, asked=listed.asked, strict=strict)
            found.append((entry.title, status))
    return tuple(found)


def _weakest(
    columns: Mapping[str, Column],
    listed: Listed,
    answer_set: AnswerSet,
    levels: list[int],
) -> int:
    """The weakest level among the answers behind a provision, those below it included."""
    levels += [columns[name].level for name in listed.plain]
    for section, names in listed.repeated.items():
        if answer_set.entries(section):
            levels += [columns[name].level for name in names]
    return min(levels, default=_NONE)
