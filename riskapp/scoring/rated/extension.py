"""Read what a questionnaire says about risk; faults are told by line, with all others."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from questionnaires.document.checker import Checker
from questionnaires.document.conditions import ConditionReader
from questionnaires.document.extending import Additions, Extension
from questionnaires.document.model import Kind, Question
from questionnaires.document.source import Path
from riskapp.scoring.rated.model import (
    CriticalRule,
    RatedDocument,
    RatedQuestion,
    Role,
    RuleCase,
)

FLOORS = ("moderate", "high", "critical")


class Ratings(Additions):
    """Reads one document."""

    def __init__(self, check: Checker, known: Collection[str] | None) -> None:
        self.faults = check
        self.known = known

    def question(
        self, data: Mapping[str, Any], path: Path, question: Question
    ) -> Question:
        check = self.faults
        found = RatedQuestion(
            role=None if question.section else self._role(data, path, question),
            criteria=self._criteria(data, "criteria", path),
            crosswalk=self._criteria(data, "crosswalk", path),
            finding=check.text(data, "finding", path),
            remedy=check.text(data, "remedy", path),
            critical_rule=check.text(data, "critical_rule", path),
        )
        return replace(question, extra=found)

    def document(
        self, data: Mapping[str, Any], conditions: ConditionReader
    ) -> RatedDocument:
        seen: set[str] = set()
        rules = []
        for item, place in self.faults.items(data.get("rules"), ("rules",), 100):
            rule = self._rule(item, place, conditions)
            if rule.id in seen:
                self.faults.fault(
                    place, f"rule '{rule.id}' stands twice", "each rule once"
                )
            seen.add(rule.id)
            rules.append(rule)
        return RatedDocument(rules=tuple(rules))

    def _role(
        self, data: Mapping[str, Any], path: Path, question: Question
    ) -> Role | None:
        check = self.faults
        known = check.one_of(data.get("role"), (*path, "role"), "role", list(Role))
        if question.kind is not Kind.SINGLE:
            check.fault(
                (*path, "kind"),
                f"a profile question of kind {question.kind}",
                "kind single",
            )
        return Role(data["role"]) if known else Role.SWITCH

    def _rule(self, data: Any, path: Path, conditions: ConditionReader) -> CriticalRule:
        check = self.faults
        found = check.mapping(
            data, path, {"id", "title", "why", "way_out", "criteria", "cases"}
        )
        cases = []
        for item, place in check.items(found.get("cases"), (*path, "cases"), 20):
            case = check.mapping(item, place, {"floor", "each", "when"})
            check.one_of(case.get("floor"), (*place, "floor"), "floor", FLOORS)
            each = conditions.each(case, place)
            cases.append(
                RuleCase(
                    str(case.get("floor")),
                    conditions.read(case.get("when"), (*place, "when"), each),
                    each,
                )
            )
        if not cases:
            check.fault(
                (*path, "cases"), "a rule that never fires", "at least one case"
            )
        return CriticalRule(
            id=check.code(found, "id", path),
            title=check.text(found, "title", path, need=True, most=200),
            why=check.text(found, "why", path),
            way_out=check.text(found, "way_out", path),
            criteria=self._criteria(found, "criteria", path),
            cases=tuple(sorted(cases, key=_heaviest_first)),
        )

    def _criteria(
        self, data: Mapping[str, Any], key: str, path: Path
    ) -> tuple[str, ...]:
        named = self.faults.texts(data, key, path)
        if self.known is not None:
            for criterion in named:
                self.faults.one_of(criterion, (*path, key), "criterion", self.known)
        return named


def _heaviest_first(case: RuleCase) -> int:
    return -FLOORS.index(case.floor) if case.floor in FLOORS else 0


class RiskExtension(Extension):
    """The keys of a questionnaire that speak of risk and of what the law asks for."""

    question_keys = frozenset(
        {"role", "criteria", "crosswalk", "finding", "remedy", "critical_rule"}
    )
    document_keys = frozenset({"rules"})
    texts = frozenset({"finding", "remedy", "why", "way_out"})

    def additions(
        self,
        check: Checker,
        data: Mapping[str, Any],  # noqa: ARG002  # nothing has to be known before
        known: Collection[str] | None,
    ) -> Ratings:
        return Ratings(check, known)


EXTENSION = RiskExtension()
