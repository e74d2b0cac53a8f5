"""Totals of the work that a person may see, all of it or narrowed by one thing or two, as they are
kept; ``dashboards.models`` says how.

Only work that is narrowed by more is counted from its rows. What a panel says of both is the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Sum, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Left, NullIf

from riskapp.accounts.models import User
from riskapp.common.settling import settle
from riskapp.common.sorting import Natural, natural
from riskapp.dashboards.choices import Counted, Runs
from riskapp.dashboards.models import ScopedTotal, WorkTotal
from riskapp.dashboards.queries.scope import WorkScope

BY_DAY = tuple(kind.value for kind in Runs)
# Read by themselves.
APART = (
    Counted.PROVIDER,
    Counted.PRODUCT,
    Counted.MODEL,
    Counted.OWNER,
    Counted.LABEL,
)
PAST = "past"
MONTH = 7  # signs of a day that name its month


@dataclass(frozen=True, slots=True)
class KeptTotals:
    """Each kind by its keys. A key that is a day is its month here (``PAST``: before today);
    a critical engagement is ``PAST`` where no decision holds."""

    numbers: Mapping[str, Mapping[str, int]]

    def of(self, kind: Counted | Runs) -> Mapping[str, int]:
        return self.numbers.get(kind.value, {})

    def split(self, kind: Counted) -> Iterator[tuple[list[str], int]]:
        """The parts of each key, and how much there is of it."""
        for key, number in self.of(kind).items():
            yield key.split("|"), number


def totals_of(scope: WorkScope) -> KeptTotals | None:
    """The totals that a page is made of; one statement. None where the work is narrowed
    by more than two things."""
    if scope.kept_as is None:
        return None
    settle()
    today = scope.today.isoformat()
    is_day = Q(kind__in=BY_DAY)
    rows = (
        _kept(scope)
        .exclude(kind__in=APART)
        .annotate(
            part=Case(
                When(
                    (is_day | Q(kind=Counted.CRITICAL)) & Q(key__lt=today),
                    then=Value(PAST),
                ),
                When(is_day, then=Left("key", MONTH)),
                default=F("key"),
                output_field=TextField(),
            )
        )
        .values_list("kind", "part")
        .annotate(sum=Sum("number"))
    )
    numbers: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for kind, part, number in rows:
        if number:
            numbers[kind][part] = number
    return KeptTotals(numbers)


def days_of(scope: WorkScope, kinds: Sequence[str]) -> list[tuple[str, int]] | None:
    """How much of some kinds falls on each day, the first day first; one statement. None where
    the work is narrowed by more than two things."""
    if scope.kept_as is None:
        return None
    settle()
    rows = (
        _kept(scope)
        .filter(kind__in=kinds)
        .values_list("key")
        .annotate(sum=Sum("number"))
        .filter(sum__gt=0)
        .order_by("key")
    )
    return list(rows)


def weights_of(scope: WorkScope, kind: Counted) -> Any:
    """Names with their vendors, the risk behind them and the part of it in production; those
    with the most first."""
    return (
        _kept(scope)
        .filter(kind=kind)
        .annotate(of_field=Value(kind.value), name_in_field=F("key"))
        .values_list("of_field", "name_in_field")
        .annotate(
            vendors=Sum("number"), all_weight=Sum("weight"), all_heavy=Sum("heavy")
        )
        .exclude(vendors=0)
        .order_by("-all_weight", Natural("name_in_field"))
    )


def owners_and_labels(user: User) -> tuple[list[tuple[str, str]], list[str]]:
    """Everybody who owns a vendor that a person may see, as key and name, and every label in
    use, both by name; one statement."""
    settle()
    there = (
        WorkTotal.objects.visible_to(user)
        .order_by()
        .values("key")
        .annotate(sum=Sum("number"))
        .filter(sum__gt=0)
    )
    labels = there.filter(kind=Counted.LABEL).annotate(text=F("key"), is_of=Value(""))
    keys = there.filter(kind=Counted.OWNER).annotate(person=Cast("key", IntegerField()))
    owners = (
        User.objects.filter(pk__in=keys.values("person"))
        .annotate(
            is_of=Cast("pk", TextField()),
            text=Coalesce(NullIf("name", Value("")), "email", output_field=TextField()),
        )
        .order_by()
    )
    found = sorted(
        owners.values_list("is_of", "text").union(
            labels.values_list("is_of", "text"), all=True
        ),
        key=lambda pair: natural(pair[1]),
    )
    return [one for one in found if one[0]], [text for key, text in found if not key]


def _kept(scope: WorkScope) -> Any:
    if not scope.kept_as:
        return WorkTotal.objects.visible_to(scope.user).order_by()
    rows = ScopedTotal.objects.visible_to(scope.user).order_by()
    return rows.filter(scope=scope.kept_as)
