"""What a first page adds up, kept ready: totals of all work, and ratings that were others before.

Nothing here is written by an action: triggers on what is counted note its vendors, and when the
transaction ends those are counted anew, and the difference is added to the totals
(``migrations/0001_initial.py``). ``actions.recounting`` proves it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from riskapp.accounts.models import Organisation, TenantQuerySet


class _PartOfTotal(models.Model):
    """How much there is of a key of a kind (``Counted``), in part: all parts of a key together are
    its total, so that nobody waits for anybody to add something; now and then they are put
    together (``actions.recounting.fold``).

    ``weight`` and ``heavy`` are of providers and products: the inherent risk behind them, and the
    part of it that reaches production; ``number`` are their vendors.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10)
    key = models.TextField(blank=True)
    number = models.BigIntegerField()
    weight = models.DecimalField(
        max_digits=14, decimal_places=1, default=0, db_default=0
    )
    heavy = models.DecimalField(
        max_digits=14, decimal_places=1, default=0, db_default=0
    )

    class Meta:
        abstract = True


class WorkTotal(_PartOfTotal):
    """A part of a total of all work."""

    objects: ClassVar[TenantQuerySet[WorkTotal]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            # What a page adds up is read of this index alone.
            models.Index(
                fields=["organisation", "kind", "key"],
                include=["number", "weight", "heavy"],
                name="work_totals",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ScopedTotal(_PartOfTotal):
    """A part of a total of the work that is narrowed by one thing or two: ``scope`` is "label",
    "owner" or "tier", a space and the label, key or code; of two both, in this order, with U+001F
    between them."""

    scope = models.TextField()

    objects: ClassVar[TenantQuerySet[ScopedTotal]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "scope", "kind", "key"],
                include=["number", "weight", "heavy"],
                name="scoped_totals",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope}: {self.kind} {self.key}"


class VendorTally(models.Model):
    """What a vendor stands in the totals with: ``{"kind key": [number, weight, heavy]}``, and in
    which scopes (``dashboards_scoped``): those that narrow to all of it by one thing (``of``) or
    two (``both``), and of each tier what it stands there with."""

    vendor_id = models.UUIDField(unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+"
    )
    counted = models.JSONField(default=dict)
    scoped = models.JSONField(null=True)

    objects: ClassVar[TenantQuerySet[VendorTally]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return str(self.vendor_id)


class DueTally(models.Model):
    """A vendor that is counted anew when this transaction ends; none is left after it."""

    transaction = models.BigIntegerField()
    vendor_id = models.UUIDField()

    class Meta:
        indexes = [
            models.Index(fields=["transaction", "vendor_id"], name="tallies_due"),
        ]

    def __str__(self) -> str:
        return str(self.vendor_id)


class RatingPeriod(models.Model):
    """A time in which an engagement had another ``rating`` than ``now``; none before its first
    score (``score_id``: the first that gave it).

    It holds for days after ``since`` up to ``until``, which is when the next score came.
    """

    engagement_id = models.UUIDField()
    vendor_id = models.UUIDField(db_index=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    rating = models.CharField(max_length=10, blank=True)
    now = models.CharField(max_length=10)
    score_id = models.UUIDField(null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()

    objects: ClassVar[TenantQuerySet[RatingPeriod]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "until"],
                include=["since", "rating", "now", "engagement_id"],
                name="rating_periods",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating} until {self.until}"


class ToBeDecided(models.Model):
    """An engagement that somebody has to decide on: now (``is_open``: reviewed without a
    decision, or scored anew since), or when the day comes to which its decision holds.

    ``rank`` is 1 for the worst rating. Whose hands were in it is said for the four-eyes principle.
    """

    engagement_id = models.UUIDField()
    vendor_id = models.UUIDField(db_index=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    assessment_id = models.UUIDField()
    rank = models.PositiveSmallIntegerField()
    scored_at = models.DateTimeField()
    valid_until = models.DateField(null=True)
    is_open = models.BooleanField()
    started_by_id = models.IntegerField()
    last_reviewer_id = models.IntegerField(null=True)

    objects: ClassVar[TenantQuerySet[ToBeDecided]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "rank", "scored_at", "engagement_id"],
                include=[
                    "valid_until",
                    "is_open",
                    "assessment_id",
                    "started_by_id",
                    "last_reviewer_id",
                ],
                name="to_be_decided",
            ),
        ]

    def __str__(self) -> str:
        return str(self.engagement_id)
