"""How far the duties of each law are met over all work, and which are met least."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    Func,
    IntegerField,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from questionnaires.queries import language_in_force
from riskapp.common.pages import groups_on, rows_of
from riskapp.common.sorting import natural
from riskapp.dashboards.choices import Counted
from riskapp.dashboards.queries.scope import WorkScope
from riskapp.dashboards.queries.standings import by_standing
from riskapp.dashboards.queries.totals import KeptTotals
from riskapp.presentation.laws import stacked
from riskapp.scoring.languages import catalogue_in
from riskapp.vendors.queries import IN_ORDER

LEAST = 5
LAWS, UNMET = "laws", "unmet"
LAW_COUNTS = "standing__law_counts"
LAW_SHARES = "standing__law_shares"
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


def with_duties(
    rows: QuerySet[Any], law: str, *, is_sorted: bool = False
) -> QuerySet[Any]:
    """Work with how many duties of a law were evaluated and how many are met; what a share over
    all work is made of. The least met first, unless it ``is_sorted`` already."""
    share = KeyTextTransform(law, LAW_SHARES)
    met, evaluated = (
        Cast(Func(share, Value("/"), Value(at), function="split_part"), IntegerField())
        for at in (1, 2)
    )
    found: QuerySet[Any] = rows.annotate(law_met=met, law_evaluated=evaluated)
    found = found.filter(law_evaluated__gt=0)
    if is_sorted:
        return found
    met_of = F("law_met") * Value(1.0) / F("law_evaluated")
    return found.order_by(met_of, "-law_evaluated", *IN_ORDER)


class ByDuties:
    """The rows of ``with_duties`` on pages, and what they come to. Each share of a law that is met
    is read once, with how often it is: it says how many rows there are, what they come to and
    which stand on a page, and those alone are put in order."""

    def __init__(self, work: QuerySet[Any], law: str) -> None:
        """``work`` is narrowed by everything but the law."""
        self.law = law
        rated = by_standing(work)
        self.work = rated.annotate(law_share=KeyTransform(law, LAW_SHARES))
        counted = (
            self.work.order_by().values_list("law_share").annotate(number=Count("pk"))
        )
        # How many duties are met, of how many, and of how much work that is said.
        self.numbers: list[tuple[tuple[int, int], int]] = sorted(
            ((_read(share), number) for share, number in counted if share),
            key=lambda one: (one[0][0] / one[0][1], -one[0][1]),
        )

    def count_to(self, most: int) -> int:
        """How many there are; no more than ``most`` are counted."""
        return min(sum(number for _one, number in self.numbers), most)

    def __getitem__(self, which: slice) -> Sequence[Any]:
        shown, here = groups_on(self.numbers, which)
        shares = [f"{met}/{evaluated}" for met, evaluated in shown]
        of_each = [When(law_share=one, then=Value(at)) for at, one in enumerate(shares)]
        found = self.work.filter(law_share__in=shares)
        found = found.order_by(Case(*of_each), *IN_ORDER)
        rows = rows_of(self.work, list(found.values_list("pk", flat=True)[here]))
        for row in rows:
            row.law_met, row.law_evaluated = _read(row.law_share)
        return rows

    @property
    def summed(self) -> dict[str, Any]:
        """How much of the law is met."""
        met = sum(one[0] * number for one, number in self.numbers)
        evaluated = sum(one[1] * number for one, number in self.numbers)
        laws = {one.id: one.short for one in catalogue_in(language_in_force()).laws}
        return {
            "met": met,
            "evaluated": evaluated,
            "short": laws[self.law],
            "percent": percent(met, evaluated),
        }


def _read(share: str) -> tuple[int, int]:
    """How many duties are met, and how many are evaluated."""
    met, _slash, evaluated = share.partition("/")
    return int(met), int(evaluated)


def _of_totals(totals: KeptTotals) -> _Sums:
    sums: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (law, status), number in totals.split(Counted.LAW):
        sums[law][status] = number
    return sums, _most(totals.of(Counted.UNMET).items())


def _counted(scope: WorkScope) -> _Sums:
    rated = scope.work.filter(standing__isnull=False).order_by()
    # What counts the same is read once, with how many engagements it counts for.
    counts = _numbered(rated, LAWS, Cast(LAW_COUNTS, TextField()))
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
