"""Which provisions the questions and rules of a questionnaire bear on.

The mapping of a law decides. A questionnaire may name provisions itself; that counts only
for laws without a mapping for it, so that published versions of the core questionnaire,
which once named them, are read by the mapping of today.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Document, Question
from riskapp.scoring.catalogue import ALWAYS, Catalogue, Criterion, Facts
from riskapp.scoring.rated.model import rated, rules_of

CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class BearingQuestions:
    """The questions that bear on one criterion, and how those with a weight are asked."""

    questions: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()  # with a weight, asked once
    repeated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by section
    asked: int = 0  # how many carry weight


NOBODY = BearingQuestions()


class ProvisionStep(NamedTuple):
    """One provision on the way through the catalogue, after those below it."""

    criterion: Criterion
    listed: BearingQuestions
    children: tuple[str, ...]  # those below it that are evaluated
    who: str  # has the duty: buyer, vendor or both


class FindingWords(NamedTuple):
    """What a weak answer to a question is told with, and the provisions it bears on."""

    text: str
    remedy: str
    criteria: tuple[str, ...]


@dataclass(frozen=True)
class Bearings:
    """What a document's questions and rules bear on among some laws; made once for them."""

    document: Document
    catalogue: Catalogue
    laws: frozenset[str]  # those that are looked at
    # What ``provisions`` keeps of them.
    circumstances: dict[Hashable, Any] = field(default_factory=dict, compare=False)

    def of_question(self, question: Question) -> tuple[str, ...]:
        """The provisions a question bears on."""
        mapped = self.catalogue.mapped(self.document.id).questions
        return self._looked_at(
            (*mapped.get(question.id, ()), *self._own(rated(question).criteria))
        )

    @cached_property
    def of_finding(self) -> Mapping[str, tuple[str, ...]]:
        """The same by question, without definitions, recitals and the like, which ask for
        nothing."""
        known = self.catalogue.criteria
        return {
            question.id: tuple(
                name
                for name in self.of_question(question)
                if name not in known or known[name].role != CONTEXT
            )
            for question in self.document.questions.values()
        }

    @cached_property
    def finding_words(self) -> Mapping[str, FindingWords]:
        """What a weak answer is told with, by question."""
        return {
            question.id: FindingWords(
                rated(question).finding or question.text,
                rated(question).remedy,
                self.of_finding[question.id],
            )
            for question in self.document.questions.values()
        }

    def of_rule(self, rule_id: str, own: Iterable[str]) -> tuple[str, ...]:
        """The provisions a critical rule bears on; ``own`` are those the document names."""
        mapped = self.catalogue.mapped(self.document.id)
        return self._looked_at((*mapped.rules.get(rule_id, ()), *self._own(own)))

    @cached_property
    def of_rules(self) -> Mapping[str, tuple[str, ...]]:
        """The same of all rules of the document."""
        rules = rules_of(self.document)
        return {rule.id: self.of_rule(rule.id, rule.criteria) for rule in rules}

    @cached_property
    def by_criterion(self) -> Mapping[str, BearingQuestions]:
        """The questions that bear on each criterion, in document order."""
        found: dict[str, list[Question]] = {}
        for section in self.document.sections:
            for question in section.questions:
                for criterion in self.of_question(question):
                    found.setdefault(criterion, []).append(question)
        return {criterion: _listed(questions) for criterion, questions in found.items()}

    @cached_property
    def steps(self) -> tuple[ProvisionStep, ...]:
        """Every provision that questions or provisions below it speak of, those below first."""
        catalogue = self.catalogue
        laws = {law.id: law for law in catalogue.laws}
        found: dict[str, ProvisionStep | None] = {}

        def visit(name: str) -> ProvisionStep | None:
            if name in found:
                return found[name]
            below = catalogue.children.get(name, ())
            children = tuple(child for child in below if visit(child))
            listed = self.by_criterion.get(name)
            if listed is None and not children:
                step = None
            else:
                criterion = catalogue.criteria[name]
                who = criterion.of or laws[criterion.law].of
                step = ProvisionStep(criterion, listed or NOBODY, children, who)
            found[name] = step
            return step

        for name in catalogue.criteria:
            visit(name)
        return tuple(step for step in found.values() if step)

    @cached_property
    def conditional(self) -> tuple[Criterion, ...]:
        """The provisions of the steps that do not bind whenever their law does."""
        return tuple(
            step.criterion
            for step in self.steps
            if step.criterion.when is not ALWAYS or step.criterion.since is not None
        )

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The provisions of the steps in the order of the catalogue."""
        evaluated = {step.criterion.id for step in self.steps}
        return tuple(name for name in self.catalogue.criteria if name in evaluated)

    def _own(self, named: Iterable[str]) -> list[str]:
        known = self.catalogue.criteria
        mapped = self.catalogue.mapped(self.document.id).laws
        return [c for c in named if c not in known or known[c].law not in mapped]

    def _looked_at(self, named: Iterable[str]) -> tuple[str, ...]:
        known = self.catalogue.criteria
        laws = self.laws
        return tuple(
            dict.fromkeys(c for c in named if c not in known or known[c].law in laws)
        )


def facts_of(answer_set: AnswerSet, catalogue: Catalogue) -> Facts:
    """What the answers of an answer set say about which laws matter."""
    return Facts(
        profile=answer_set.filled.profile,
        country=catalogue.country,
        has_tools=bool(answer_set.filled.entries),
        day=answer_set.as_of,
    )


def bearings_of(answer_set: AnswerSet, catalogue: Catalogue) -> Bearings:
    """What the answers of an answer set bear on."""
    return bearings_given(
        answer_set.document, catalogue, facts_of(answer_set, catalogue)
    )


def bearings_given(document: Document, catalogue: Catalogue, facts: Facts) -> Bearings:
    """What a document bears on, as far as the facts let laws matter; kept with the document,
    because the laws that matter are nearly always the same."""
    laws = frozenset(law.id for law in catalogue.laws if law.applies.holds(facts))
    kept = document.kept("bearings", _none_yet)
    # What is kept holds its catalogue, so that the identity of that stays its own.
    key = (id(catalogue), laws)
    found = kept.get(key)
    if found is None:
        found = kept[key] = Bearings(document, catalogue, laws)
    return found


def _none_yet(_document: Document) -> dict[tuple[int, frozenset[str]], Bearings]:
    return {}


def _listed(questions: list[Question]) -> BearingQuestions:
    weighted = [question for question in questions if rated(question).weight]
    repeated: dict[str, list[str]] = {}
    for question in weighted:
        if question.repeated:
            repeated.setdefault(question.section, []).append(question.id)
    return BearingQuestions(
        questions=tuple(question.id for question in questions),
        plain=tuple(q.id for q in weighted if not q.repeated),
        repeated={section: tuple(ids) for section, ids in repeated.items()},
        asked=len(weighted),
    )
