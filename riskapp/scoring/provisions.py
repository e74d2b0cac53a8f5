"""The status of every provision, from the questions that bear on it and the provisions below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from questionnaires.document.sheet import Sheet
from riskapp.scoring.bearings import CONTEXT, Bearings, Listed
from riskapp.scoring.catalogue import Criterion
from riskapp.scoring.engine import EVIDENCE_POINTS, Mark
from riskapp.scoring.model import CriterionScore
from riskapp.scoring.rated.model import rated
from riskapp.scoring.rated.sheet import Item
from riskapp.scoring.reading import Truth
from riskapp.scoring.status import Status, status_of, tally, worst


class Column(NamedTuple):
    """The marks of one weighted question: one, or one per entry; None is left out."""

    marks: list[Mark | None]
    levels: set[str]


NOBODY = Listed()

# What no status follows from, whatever was answered.
WITHOUT_STATUS = {
    "buyer_duty": Status.BUYERS_DUTY,
    CONTEXT: Status.INFORMATION_ONLY,
}


def judge_criteria(
    sheet: Sheet,
    bearings: Bearings,
    marked: Iterable[tuple[Item, Mark | None]],
    *,
    personal_data: Truth,
    strict: bool,
) -> Mapping[str, CriterionScore]:
    """Every criterion that questions or children speak of, in the order of the catalogue;
    ``strict`` as in :func:`status_of`."""
    catalogue = bearings.catalogue
    columns = _columns(marked)
    listed = bearings.by_criterion
    laws = {law.id: law for law in catalogue.laws}
    found: dict[str, CriterionScore] = {}

    def judged(criterion_id: str) -> CriterionScore | None:
        if criterion_id in found:
            return found[criterion_id]
        criterion = catalogue.criteria[criterion_id]
        children = [
            c
            for name in catalogue.children.get(criterion_id, ())
            if (c := judged(name))
        ]
        own = listed.get(criterion_id)
        if own is None and not children:
            return None
        score = _score(
            sheet, criterion, columns, own or NOBODY, children, strict=strict
        )
        score = score._replace(
            duty=criterion.law in bearings.duties and criterion.binds(bearings.facts),
            who=criterion.of or laws[criterion.law].of,
        )
        if criterion.role in WITHOUT_STATUS:
            score = _without_status(score, WITHOUT_STATUS[criterion.role])
        if criterion.personal_data_only:
            score = _in_scope(score, personal_data)
        found[criterion_id] = score
        return score

    for criterion_id in catalogue.criteria:
        judged(criterion_id)
    return {name: found[name] for name in catalogue.criteria if name in found}


def _columns(marked: Iterable[tuple[Item, Mark | None]]) -> dict[str, Column]:
    columns: dict[str, Column] = {}
    for item, mark in marked:
        question = item.question
        if rated(question).weight:
            column = columns.get(question.id)
            if column is None:
                column = columns[question.id] = Column([], set())
            column.marks.append(mark)
            if mark is not None and not mark.is_open:
                column.levels.add(mark.evidence)
    return columns


def _score(
    sheet: Sheet,
    criterion: Criterion,
    columns: Mapping[str, Column],
    listed: Listed,
    children: list[CriterionScore],
    *,
    strict: bool,
) -> CriterionScore:
    asked = listed.asked
    plain = tally([columns[name].marks[0] for name in listed.plain])
    statuses = [child.status for child in children]
    levels = {child.evidence for child in children}
    for name in listed.plain:
        levels |= columns[name].levels
    per_tool: list[tuple[str, Status]] = []
    for section, names in listed.repeated.items():
        entries = sheet.entries(section)
        if not entries:
            continue
        for name in names:
            levels |= columns[name].levels
        rows = zip(*[columns[name].marks for name in names], strict=True)
        for entry, row in zip(entries, rows, strict=True):
            counted = tally(row, plain)
            status = status_of(counted, asked=asked, strict=strict)
            per_tool.append((entry.title, status))
    if per_tool:
        statuses += [status for _, status in per_tool]
    elif listed.questions:
        statuses.append(status_of(plain, asked=asked, strict=strict))
    return CriterionScore(
        id=criterion.id,
        law=criterion.law,
        status=worst(statuses),
        evidence=_weakest(levels),
        duty=False,
        questions=listed.questions,
        tools=tuple(per_tool),
        children=tuple([child.id for child in children]),
    )


def _weakest(levels: set[str]) -> str:
    """The weakest level among the answers behind a provision; empty when there are none."""
    for level in EVIDENCE_POINTS:
        if level in levels:
            return level
    return ""


def _without_status(score: CriterionScore, status: Status) -> CriterionScore:
    return score._replace(status=status, evidence="", tools=())


def _in_scope(score: CriterionScore, personal_data: Truth) -> CriterionScore:
    """The same where personal data is in scope; where that is not known, at best not answered."""
    if personal_data is Truth.TRUE:
        return score
    if personal_data is Truth.POSSIBLE:
        good = score.status in (Status.MET, Status.PARTLY_MET)
        return score._replace(status=Status.NOT_ANSWERED) if good else score
    return _without_status(score, Status.NOT_APPLICABLE)
