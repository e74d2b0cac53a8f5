"""What a first page is about: the work a person may see, narrowed or not, and since when."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.http import urlencode

from riskapp.accounts.models import User
from riskapp.vendors.models import EngagementQuerySet

DAYS = 90  # a quarter, unless somebody asks for another period
# What the lists behind the numbers can be narrowed to in the same words.
SHARED = ("label", "owner", "tier")


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
