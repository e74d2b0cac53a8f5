"""What a newer catalogue says of AI tools that an older one does not."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.document.guides import FactValue
from riskapp.tools.catalogue import RETIRED, ToolCatalogue, ToolPlan
from riskapp.tools.told import fact_of

PROVIDER = "provider"


class CatalogueStep(StrEnum):
    """What became of a tool under one plan."""

    LISTED = "listed"
    CHANGED = "changed"
    UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """One thing that is said of a plan: ``before`` and ``after``, None where nothing is;
    ``fact`` is "" for a plan that is listed now, or no longer."""

    plan: ToolPlan
    kind: CatalogueStep
    fact: str = ""
    before: FactValue | None = None
    after: FactValue | None = None
    source: str = ""
    seen: datetime.date | None = None


def changes_between(
    before: ToolCatalogue, after: ToolCatalogue
) -> Iterator[ChangedFact]:
    """Everything that differs, in the order of the newer file. That somebody looked again and
    read the same is no change."""
    for plan in after.plans.values():
        older = before.plans.get(plan.id)
        if older is None:
            yield ChangedFact(plan, CatalogueStep.LISTED)
        else:
            yield from _of_plan(older, plan)
    for plan in before.plans.values():
        if plan.id not in after.plans:
            yield ChangedFact(plan, CatalogueStep.UNLISTED)


def _of_plan(older: ToolPlan, plan: ToolPlan) -> Iterator[ChangedFact]:
    kind = CatalogueStep.CHANGED
    if older.provider != plan.provider:
        yield ChangedFact(plan, kind, PROVIDER, older.provider, plan.provider)
    for name in dict.fromkeys((RETIRED, *older.facts, *plan.facts)):
        was, now = fact_of(older, name), fact_of(plan, name)
        if (was.value if was else None) != (now.value if now else None):
            told = now or was
            yield ChangedFact(
                plan,
                kind,
                name,
                was.value if was else None,
                now.value if now else None,
                told.source if told else "",
                told.seen if told else None,
            )
