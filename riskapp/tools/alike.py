"""What two entries have in common, so that the answer of one may do for the other."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.document.characters import compared
from questionnaires.document.values import EntryValue
from riskapp.tools.catalogue import ToolCatalogue, ToolPlan
from riskapp.tools.told import KIND, PLAN

# What two entries must have in common for the answer of one to be proposed for the other:
# nothing but the work they are used for, the company behind them, or what sort they are.
WORK, PROVIDER = "work", "provider"
ALIKE_IN = (WORK, PROVIDER, KIND)


@dataclass(frozen=True, slots=True)
class Look:
    """What an entry has in common with others."""

    entry: EntryValue
    plan: ToolPlan | None
    provider: str

    @classmethod
    def at(cls, entry: EntryValue, catalogue: ToolCatalogue, provider: str) -> Look:
        """The look of an entry; ``provider`` is the question that names its company."""
        plan = catalogue.plans.get(entry.catalogue)
        company = str(entry.answers.get(provider, ""))
        return cls(entry, plan, plan.provider if plan else company)

    def nearness(self, other: Look) -> tuple[bool, bool]:
        """Whose answer is the likelier one: the same plan, else the same company."""
        return self.shares(PLAN, other), self.shares(PROVIDER, other)

    def shares(self, what: str, other: Look) -> bool:
        """Whether both are alike in this: on the same work they always are."""
        if what == WORK:
            return True
        if what == PROVIDER:
            mine, theirs = compared(self.provider), compared(other.provider)
            return bool(mine) and mine == theirs
        if self.plan is None or other.plan is None:
            return False
        if what == KIND:
            return self.plan.kind == other.plan.kind
        return self.plan.id == other.plan.id
