"""Known traps of AI tools, each put as a question to check where an entry may have run into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.conditions import questions_of
from questionnaires.document.guides import FactValue
from questionnaires.document.model import Condition
from riskapp.tools.catalogue import ToolPlan
from riskapp.tools.told import dated

Kept = Mapping[str, str]  # what choosing the plan said by itself, by question


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing a tool-plan must be for an ask to be put; exactly one part is used."""

    plans: tuple[str, ...] = ()
    fact: str = ""
    values: tuple[FactValue, ...] = ()
    known: bool | None = None
    kept: str = ""

    def stands(
        self, plan: ToolPlan, kept: Kept, answer_set: AnswerSet, entry_id: str
    ) -> bool:
        """Whether a plan is this, or the entry still has the answer that came with it."""
        if self.plans:
            return plan.id in self.plans
        if self.kept:
            filled_in = kept.get(self.kept)
            return filled_in is not None and filled_in == answer_set.value(
                self.kept, entry_id
            )
        value = dated(plan, self.fact)
        if self.known is not None:
            return (value is not None) is self.known
        return value in self.values


@dataclass(frozen=True, slots=True)
class Ask:
    """A known trap, worded as a question to check."""

    id: str
    question: str
    text: str
    grounds: tuple[Ground, ...] = ()
    when: Condition | None = None

    @property
    def looks_at(self) -> set[str]:
        """Every question that must exist for it to be tried."""
        kept = {ground.kept for ground in self.grounds if ground.kept}
        return kept | set(questions_of(self.when))

    def applies(
        self, plan: ToolPlan | None, kept: Kept, answer_set: AnswerSet, entry_id: str
    ) -> bool:
        """Whether an entry may have run into it."""
        if self.grounds and plan is None:
            return False
        if plan is not None and not all(
            ground.stands(plan, kept, answer_set, entry_id) for ground in self.grounds
        ):
            return False
        return self.when is None or answer_set.holds(self.when, entry_id)
