"""The status of every provision, from the questions that list it and the provisions below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from questionnaires.document.model import Question
from questionnaires.document.sheet import Item, Sheet
from riskapp.scoring.catalogue import Catalogue, Criterion
from riskapp.scoring.engine import EVIDENCE_POINTS, Mark
from riskapp.scoring.model import DUTY_SWITCH, CriterionScore
from riskapp.scoring.status import Status, status_of, worst

# The marks of the weighted questions, by question and entry; None is left out.
Marks = dict[str, dict[str, Mark | None]]

# Which answers of the buyer make a law binding (docs/scoring.md, section 6).
_BINDING = {"NIS2": ("other", "ir"), "NIS2IR": ("ir",)}


def judge_criteria(
    sheet: Sheet,
    catalogue: Catalogue,
    marked: Iterable[tuple[Item, Mark | None]],
    *,
    personal_data: bool,
) -> Mapping[str, CriterionScore]:
    """Every criterion that questions or children speak of, in the order of the catalogue."""
    marks: Marks = {}
    for item, mark in marked:
        if item.question.weight:
            marks.setdefault(item.question.id, {})[
                item.entry.id if item.entry else ""
            ] = mark
    listed = sheet.document.questions_by_criterion
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
        if criterion_id not in listed and not children:
            return None
        score = _score(sheet, criterion, marks, listed.get(criterion_id, ()), children)
        if criterion.personal_data_only and not personal_data:
            score = _without_personal_data(score)
        found[criterion_id] = score
        return score

    for criterion_id in catalogue.criteria:
        judged(criterion_id)
    return {name: found[name] for name in catalogue.criteria if name in found}


def _score(
    sheet: Sheet,
    criterion: Criterion,
    marks: Marks,
    listed: tuple[Question, ...],
    children: list[CriterionScore],
) -> CriterionScore:
    plain = [marks[q.id].get("") for q in listed if q.weight and not q.repeated]
    counted = [mark for mark in plain if mark is not None]
    per_tool: list[tuple[str, Status]] = []
    repeated = [q for q in listed if q.weight and q.repeated]
    everything = list(counted)
    for entry in sheet.entries(repeated[0].section) if repeated else ():
        own = [
            mark for q in repeated if (mark := marks[q.id].get(entry.id)) is not None
        ]
        asked = len(plain) + len(repeated)
        per_tool.append((entry.title, status_of([*counted, *own], asked=asked)))
        everything += own
    statuses = [child.status for child in children]
    if per_tool:
        statuses += [status for _, status in per_tool]
    elif listed:
        statuses.append(status_of(counted, asked=len(plain) + len(repeated)))
    levels = {mark.evidence for mark in everything if not mark.is_open}
    levels.update(child.evidence for child in children)
    return CriterionScore(
        id=criterion.id,
        law=criterion.law,
        status=worst(statuses),
        evidence=next((level for level in EVIDENCE_POINTS if level in levels), ""),
        duty=_is_duty(sheet, criterion.law),
        questions=tuple(question.id for question in listed),
        tools=tuple(per_tool),
        children=tuple(child.id for child in children),
    )


def _is_duty(sheet: Sheet, law: str) -> bool:
    return law not in _BINDING or sheet.filled.profile.get(DUTY_SWITCH) in _BINDING[law]


def _without_personal_data(score: CriterionScore) -> CriterionScore:
    if score.status is Status.INFORMATION_ONLY:
        return score
    return CriterionScore(
        id=score.id,
        law=score.law,
        status=Status.NOT_APPLICABLE,
        evidence="",
        duty=score.duty,
        questions=score.questions,
        children=score.children,
    )
