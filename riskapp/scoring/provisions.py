"""The status of every provision, from the questions that list it and the provisions below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from questionnaires.document.sheet import Item, Sheet
from riskapp.scoring.catalogue import Catalogue, Criterion
from riskapp.scoring.engine import EVIDENCE_POINTS, Mark
from riskapp.scoring.model import DUTY_SWITCH, CriterionScore
from riskapp.scoring.status import Status, status_of, worst

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
    asked: defaultdict[str, list[tuple[Item, Mark | None]]] = defaultdict(list)
    for item, mark in marked:
        for criterion_id in item.question.criteria:
            asked[criterion_id].append((item, mark))
    listed = _listed(sheet)
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
        score = _score(
            sheet,
            criterion,
            asked[criterion_id],
            listed.get(criterion_id, ()),
            children,
        )
        if criterion.personal_data_only and not personal_data:
            score = _without_personal_data(score)
        found[criterion_id] = score
        return score

    for criterion_id in catalogue.criteria:
        judged(criterion_id)
    return {name: found[name] for name in catalogue.criteria if name in found}


def _listed(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """The questions that list each criterion, whether or not they are asked now."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for section in sheet.document.sections:
        for question in section.questions:
            for criterion_id in question.criteria:
                names[criterion_id].append(question.id)
    return {criterion_id: tuple(ids) for criterion_id, ids in names.items()}


def _score(
    sheet: Sheet,
    criterion: Criterion,
    items: list[tuple[Item, Mark | None]],
    listed: tuple[str, ...],
    children: list[CriterionScore],
) -> CriterionScore:
    questions = sheet.document.questions
    weighted = sum(questions[name].weight > 0 for name in listed)
    plain = [mark for item, mark in items if mark is not None]
    per_tool = _per_tool(items)
    statuses = [child.status for child in children]
    if per_tool:
        statuses += [status for _, status in per_tool]
    elif listed:
        statuses.append(status_of(plain, asked=weighted))
    marks = [mark for mark in plain if not mark.is_open]
    evidence = min(
        (mark.evidence for mark in marks), key=EVIDENCE_POINTS.__getitem__, default=""
    )
    levels = [evidence, *(child.evidence for child in children)]
    return CriterionScore(
        id=criterion.id,
        law=criterion.law,
        status=worst(statuses),
        evidence=min(filter(None, levels), key=EVIDENCE_POINTS.__getitem__, default=""),
        duty=_is_duty(sheet, criterion.law),
        questions=listed,
        tools=tuple(per_tool),
        children=tuple(child.id for child in children),
    )


def _per_tool(items: list[tuple[Item, Mark | None]]) -> list[tuple[str, Status]]:
    """One status per tool, over the tool's own answers and the plain ones that also count."""
    entries = {
        item.entry.id: item.entry.title for item, _ in items if item.entry is not None
    }
    if not entries:
        return []
    found = []
    for entry_id, title in entries.items():
        own = [
            (item, mark)
            for item, mark in items
            if item.question.weight
            and (item.entry is None or item.entry.id == entry_id)
        ]
        marks = [mark for _, mark in own if mark is not None]
        found.append((title, status_of(marks, asked=len(own))))
    return found


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
