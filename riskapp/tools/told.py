"""What is published of a tool under one plan, beside the question it speaks of.

A fact without its exact day or the digest of its words is told and takes no part in anything
else.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from questionnaires.document.guides import FactValue, Standing
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Document
from questionnaires.document.values import Value
from riskapp.tools.answers import codes_in, still_an_answer
from riskapp.tools.catalogue import RETIRED, PublishedFact, ToolPlan

# What was chosen can be spoken of like a fact; it has no source.
PLAN, KIND = "plan", "kind"
CHOSEN = (PLAN, KIND)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one published value means: ``use`` is the answer it means (None: no single one),
    ``fits`` are the codes of answers that do not contradict it. With ``plans`` it means that
    for these tool-plans alone; ``words`` is how the value is said, where not as it stands."""

    value: FactValue
    use: Value | None = None
    fits: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class FactLink:
    """One fact, what people call it, and the question it speaks of."""

    fact: str
    label: str
    question: str
    meanings: tuple[Meaning, ...] = ()

    @property
    def id(self) -> str:
        """What tells it apart: a fact can speak of several questions."""
        return f"{self.fact} of {self.question}"

    def meaning(self, plan: ToolPlan, value: FactValue) -> Meaning | None:
        """What this published value of a tool-plan means; None when it is text to read."""
        return next(
            (
                found
                for found in self.meanings
                if found.value == value and (not found.plans or plan.id in found.plans)
            ),
            None,
        )

    def fitting(self, document: Document) -> FactLink:
        """The link without answers that its question does not have in this document."""
        question = document.questions[self.question]
        return replace(
            self,
            meanings=tuple(
                meaning
                for meaning in self.meanings
                if all(code in codes_in(document, question) for code in meaning.fits)
                and still_an_answer(document, question, meaning.use)
            ),
        )


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact beside its question. ``fact`` is None for what was chosen itself."""

    link: FactLink
    value: FactValue
    fact: PublishedFact | None
    use: Value | None
    differs: bool
    standing: Standing


def told_of(
    link: FactLink, plan: ToolPlan, answer: Value | None, today: datetime.date
) -> ToldFact | None:
    """What a plan says beside the question of a link, and whether the answer there differs;
    None where nothing is published."""
    value = published(plan, link.fact)
    if value is None:
        return None
    meaning = link.meaning(plan, value)
    if meaning is None and link.fact == KIND:
        return None  # our word for it, which says nothing to anybody
    words = meaning.words if meaning and meaning.words else value
    use = meaning.use if meaning else None
    is_usual = link.fact == KIND  # what is usual is nothing to differ from
    fact = fact_of(plan, link.fact)
    standing = standing_of(fact, today)
    differs = (
        meaning is not None
        and not is_usual
        and standing is not Standing.UNDATED
        and _differs(meaning, answer)
    )
    return ToldFact(link, words, fact, use, differs, standing)


def speaks_against(
    links: Iterable[FactLink], plan: ToolPlan | None, question: str, value: Value
) -> bool:
    """Whether what was published on an exact day means another answer, however old."""
    if plan is None:
        return False
    for link in links:
        found = dated(plan, link.fact) if link.question == question else None
        meaning = link.meaning(plan, found) if found is not None else None
        if meaning is not None and _differs(meaning, value):
            return True
    return False


def published(plan: ToolPlan, fact: str) -> FactValue | None:
    """The value of a fact, or of what was chosen itself; None when it is not known."""
    if fact == PLAN:
        return plan.plan or None
    if fact == KIND:
        return plan.kind
    found = fact_of(plan, fact)
    return found.value if found else None


def fact_of(plan: ToolPlan, name: str) -> PublishedFact | None:
    """What was read of a plan under a name; None where nothing was, and for what was chosen."""
    if name == RETIRED:
        return plan.retired.fact if plan.retired else None
    return plan.facts.get(name)


def dated(plan: ToolPlan, name: str) -> FactValue | None:
    """The value of an exact fact, or of what was chosen; None for everything else, which takes no
    part in anything."""
    fact = fact_of(plan, name)
    return None if fact is not None and not fact.is_exact else published(plan, name)


def standing_of(fact: PublishedFact | None, today: datetime.date) -> Standing:
    """How much the day of a fact lets it say; what was chosen has none."""
    if fact is None:
        return Standing.FRESH
    if not fact.is_exact:
        return Standing.UNDATED
    return Standing.OLD if fact.is_stale(today) else Standing.FRESH


def _differs(meaning: Meaning, answer: Value | None) -> bool:
    if answer is None or answer == meaning.use:
        return False
    if isinstance(answer, dict) and "not_applicable" in answer:
        return False
    codes = codes_of(answer)
    return not codes or any(code not in meaning.fits for code in codes)
