"""How far the duties of each law are met over all work, and which are met least."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Count,
    F,
    Func,
    IntegerField,
    QuerySet,
    Sum,
    TextField,
    Value,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce

from questionnaires.queries import language_in_force
from riskapp.common.sorting import natural
from riskapp.dashboards.choices import Counted
from riskapp.dashboards.queries.scope import WorkScope
from riskapp.dashboards.queries.totals import KeptTotals
from riskapp.presentation.laws import stacked
from riskapp.scoring.languages import catalogue_in

LEAST = 5
LAWS, UNMET = "laws", "unmet"
# What says how far a duty is met; the rest is not the vendor's, or not looked at.
JUDGED = ("not_met", "not_answered", "not_asked", "partly_met", "met")


# The statuses of each law with how often they hold, and how often each provision is not met.
_Sums = tuple[defaultdict[str, Counter[str]], list[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class LawTotal:
    """A law with its provisions over all work, by status; ``query`` leads to the work."""

    id: str
    short: str
    title: str
    parts: Sequence[dict[str, Any]]
    query: str = ""

    @property
    def total(self) -> int:
        return sum(part["count"] for part in self.parts)

    @property
    def percent_met(self) -> int:
        met = sum(part["count"] for part in self.parts if part["status"] == "met")
        return percent(met, self.total)


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


def duties(scope: WorkScope, totals: KeptTotals | None = None) -> Duties:
    """The laws that were evaluated, and the five provisions met least; of totals, or one
    statement."""
    catalogue = catalogue_in(language_in_force())
    sums, rows = _counted(scope) if totals is None else _of_totals(totals)
    rows.sort(key=lambda row: (-row[1], natural(row[0])))
    laws = []
    for law in catalogue.laws:
        judged = {code: sums[law.id][code] for code in JUDGED}
        parts = [part | {"code": part["status"]} for part in stacked(judged)]
        if parts:
            query = scope.link(law=law.id)
            laws.append(LawTotal(law.id, law.short, law.title, parts, query))
    shorts = {law.id: law.short for law in catalogue.laws}
    least = []
    for criterion_id, number in rows:
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


def percent(met: int, total: int) -> int:
    """The share that is met, of a hundred."""
    return round(100 * met / total) if total else 0


def with_duties(rows: QuerySet[Any], law: str) -> QuerySet[Any]:
    """Work with how many duties of a law were evaluated and how many are met, the least met
    first; what a share over all work is made of."""
    counts = {
        code: Coalesce(
            Cast(
                KeyTextTransform(code, KeyTransform(law, "standing__law_counts")),
                IntegerField(),
            ),
            0,
        )
        for code in JUDGED
    }
    total: Any = Value(0)
    for number in counts.values():
        total = total + number
    share = F("law_met") * Value(1.0) / F("law_evaluated")
    found: QuerySet[Any] = (
        rows.annotate(law_met=counts["met"], law_evaluated=total)
        .filter(law_evaluated__gt=0)
        .order_by(share, "-law_evaluated", "vendor__name_sorted", "name_sorted", "pk")
    )
    return found


def law_summed(rows: QuerySet[Any], law: str) -> dict[str, Any]:
    """What the work of ``with_duties`` comes to: how much of the law is met; one statement."""
    sums = rows.order_by().aggregate(
        met=Coalesce(Sum("law_met"), 0), evaluated=Coalesce(Sum("law_evaluated"), 0)
    )
    laws = {one.id: one.short for one in catalogue_in(language_in_force()).laws}
    return sums | {
        "short": laws[law],
        "percent": percent(sums["met"], sums["evaluated"]),
    }


def _of_totals(totals: KeptTotals) -> _Sums:
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (law, status), number in totals.split(Counted.LAW):
        sums[law][status] = number
    return sums, _most(totals.of(Counted.UNMET).items())


def _counted(scope: WorkScope) -> _Sums:
    rated = scope.work.filter(standing__isnull=False).order_by()
    # What counts the same is read once, with how many engagements it counts for.
    counts = _numbered(rated, LAWS, Cast("standing__law_counts", TextField()))
    unmet = _numbered(rated, UNMET, Func(F("standing__unmet"), function="unnest"))
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = []
    for kind, counted, number in counts.union(unmet, all=True):
        if kind == UNMET:
            rows.append((counted, number))
            continue
        for law, by_status in json.loads(counted).items():
            for status, count in by_status.items():
                sums[law][status] += count * number
    return sums, _most(rows)


def _most(unmet: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """The provisions that most do not meet; there are a few hundred of all."""
    rows = sorted(unmet, key=lambda row: (-row[1], natural(row[0])))
    return rows[: 3 * LEAST]


def _numbered(rated: Any, kind: str, counted: Any) -> Any:
    """Each different value once, with how many engagements have it."""
    return (
        rated.annotate(
            kind=Value(kind, output_field=TextField()),
            counted=Cast(counted, TextField()),
        )
        .values_list("kind", "counted")
        .annotate(number=Count("pk"))
    )
