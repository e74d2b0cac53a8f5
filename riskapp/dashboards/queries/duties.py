"""How far the duties of each law are met over all work, and which are met least."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Func

from questionnaires.queries import language_in_force
from riskapp.dashboards.queries.scope import WorkScope
from riskapp.presentation.laws import stacked
from riskapp.scoring.languages import catalogue_in

LEAST = 5
# What says how far a duty is met; the rest is not the vendor's, or not looked at.
JUDGED = ("not_met", "not_answered", "not_asked", "partly_met", "met")


@dataclass(frozen=True, slots=True)
class LawTotal:
    """A law with its provisions over all work, by status."""

    id: str
    short: str
    title: str
    parts: Sequence[dict[str, Any]]

    @property
    def total(self) -> int:
        return sum(part["count"] for part in self.parts)

    @property
    def percent_met(self) -> int:
        met = sum(part["count"] for part in self.parts if part["status"] == "met")
        return round(100 * met / self.total) if self.total else 0


@dataclass(frozen=True, slots=True)
class LeastMet:
    """A provision with how many engagements do not meet it or leave it open."""

    id: str
    ref: str
    law: str
    title: str
    number: int
    query: str


@dataclass(frozen=True, slots=True)
class Duties:
    laws: Sequence[LawTotal]
    least: Sequence[LeastMet]


def duties(scope: WorkScope) -> Duties:
    """The laws that were evaluated, and the five provisions met least; two statements."""
    catalogue = catalogue_in(language_in_force())
    rated = scope.work.filter(standing__isnull=False).order_by()
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for counts in rated.values_list("standing__law_counts", flat=True).iterator():
        for law, by_status in counts.items():
            sums[law].update(by_status)
    laws = []
    for law in catalogue.laws:
        judged = {code: sums[law.id][code] for code in JUDGED}
        parts = [part | {"code": part["status"]} for part in stacked(judged)]
        if parts:
            laws.append(LawTotal(law.id, law.short, law.title, parts))
    rows = (
        rated.annotate(criterion=Func(F("standing__unmet"), function="unnest"))
        .values_list("criterion")
        .annotate(number=Count("pk"))
        .order_by("-number", "criterion")
    )
    shorts = {law.id: law.short for law in catalogue.laws}
    least = []
    for criterion_id, number in rows[: 3 * LEAST]:
        criterion = catalogue.criteria.get(criterion_id)
        if criterion is None or criterion_id in catalogue.children:
            continue  # what is below says it better
        least.append(
            LeastMet(
                criterion_id,
                criterion.ref,
                shorts.get(criterion.law, criterion.law),
                criterion.title,
                number,
                scope.link(unmet=criterion_id),
            )
        )
    return Duties(laws, least[:LEAST])
