"""What a first page is about: the work a person may see, narrowed or not, and since when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.http import urlencode

from riskapp.accounts.models import User
from riskapp.common.one_of import one_of_them
from riskapp.vendors.models import EngagementQuerySet, Vendor

DAYS = 90  # a quarter, unless somebody asks for another period
# What the lists behind the numbers can be narrowed to in the same words.
SHARED = ("label", "owner", "tier")
MOST_KEPT = 2  # things that totals are narrowed by
BETWEEN = "\x1f"  # no label holds it


@dataclass(frozen=True, slots=True)
class WorkScope:
    """``work`` are the engagements that count, without archived ones; ``narrowed`` is what they
    were narrowed by, as the query of an address that every list understands ("": by nothing).
    """

    user: User
    work: EngagementQuerySet
    today: datetime.date
    days: int = DAYS
    narrowed: str = ""

    @property
    def since(self) -> datetime.date:
        """The day from which on something has moved."""
        return self.today - datetime.timedelta(days=self.days)

    @property
    def kept_as(self) -> str | None:
        """The scope that totals are kept of: "" for all work, "tier high" for what is narrowed
        by one thing, two of them; None where it is by more."""
        asked = QueryDict(self.narrowed)
        by = [f"{name} {asked[name]}" for name in SHARED if name in asked]
        return BETWEEN.join(by) if len(by) <= MOST_KEPT else None

    def of_work(self, rows: QuerySet[Any]) -> Any:
        """Kept rows that name their vendor and engagement, those of the work that counts. Which
        that is, is found once, and not for each row."""
        asked = {n: str(value) for n, value in QueryDict(self.narrowed).items()}
        if "tier" in asked:
            work = self.work.order_by().values("pk")
            return rows.filter(one_of_them("engagement_id", work))
        if not asked:
            return rows
        vendors = Vendor.objects.visible_to(self.user).order_by()
        if "owner" in asked:
            vendors = vendors.filter(owner=int(asked["owner"]))
        if "label" in asked:
            vendors = vendors.filter(labels__contains=[asked["label"]])
        return rows.filter(one_of_them("vendor_id", vendors.values("pk")))

    def only(self, rows: QuerySet[Any], path: str = "engagement") -> Any:
        """Rows of the work that counts; ``path`` leads to their engagement. Not narrowed, the
        rows say themselves whether they were put away, which costs less."""
        if not self.narrowed:
            return rows.filter(put_away=False)
        return rows.filter(**{f"{path}__in": self.work.order_by().values("pk")})

    def link(self, **wanted: str) -> str:
        """The query of a list that shows what a number counts."""
        if not self.narrowed:
            return urlencode(wanted)
        query = QueryDict(self.narrowed, mutable=True)
        for name, value in wanted.items():
            query[name] = value
        return query.urlencode()
