"""Read the rule by which an answer becomes a risk value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from questionnaires.document.checker import Checker
from questionnaires.document.model import Question
from questionnaires.document.source import Path
from riskapp.scoring.kinds.base import RatedKind
from riskapp.scoring.rated.model import CountingStep, Scoring, ScoringKind, rated


def read_scoring(
    check: Checker, data: Mapping[str, Any], path: Path, kind: RatedKind, weight: int
) -> Scoring:
    """The rule of a question of this kind; without a weight nothing is scored."""
    allowed, default = kind.rules, kind.rules[0]
    if not weight:
        allowed, default = (*allowed, ScoringKind.INFORMATION), ScoringKind.INFORMATION
    if "scoring" not in data:
        return Scoring(default)
    place = (*path, "scoring")
    found = check.mapping(
        data["scoring"], place, {"kind", "of", "steps", "other", "note"}
    )
    name = found.get("kind", str(default))
    if not check.one_of(name, (*place, "kind"), "scoring", allowed):
        return Scoring(default)
    steps = tuple(
        _step(check, item, spot)
        for item, spot in check.items(found.get("steps"), (*place, "steps"), 50)
    )
    rule = Scoring(
        str(name),
        check.texts(found, "of", place),
        steps,
        check.text(found, "other", place),
        check.text(found, "note", place),
    )
    if rule.kind == ScoringKind.COUNT and (
        not steps or steps[-1].at_least or steps[-1].includes
    ):
        check.fault(
            (*place, "steps"),
            "steps that can run out",
            "a last step with at_least 0 and no includes",
        )
    return rule


def check_scoring(
    check: Checker, path: Path, question: Question, questions: Mapping[str, Question]
) -> None:
    """Whether a rule names options there are and a question beside its own."""
    rule = rated(question).scoring
    place = (*path, "scoring")
    if rule.kind == ScoringKind.EXCESS:
        beside = {
            name
            for name, other in questions.items()
            if other.section == question.section
            and other.kind == question.kind
            and name != question.id
        }
        check.one_of(rule.other, (*place, "other"), "question", beside)
    codes = {option.code for option in question.options}
    for code in rule.counted:
        check.one_of(code, (*place, "of"), "option", codes)
    for index, step in enumerate(rule.steps):
        for code in step.includes:
            check.one_of(code, (*place, "steps", index, "includes"), "option", codes)


def _step(check: Checker, item: Any, path: Path) -> CountingStep:
    data = check.mapping(item, path, {"at_least", "risk", "includes", "label"})
    return CountingStep(
        check.whole(data, "at_least", path, 0, 300),
        check.whole(data, "risk", path, 0, 4),
        check.texts(data, "includes", path),
        check.text(data, "label", path),
    )
