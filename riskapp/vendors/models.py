"""Vendors and the work they do."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from riskapp.accounts.models import Organisation, TenantQuerySet


class Vendor(models.Model):
    """A development partner in a buyer's register. ``country`` is ISO 3166-1 alpha-2."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="vendors"
    )
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet[Vendor]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="vendor_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Engagement(models.Model):
    """One piece of work a vendor does for the buyer.

    ``profile`` maps the engagement questions (ENG-01 …) to option codes; ``inherent`` and
    ``tier`` are what it gives before any tool is known (0 to 100; low … very high).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="engagements"
    )
    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="engagements"
    )
    name = models.CharField(max_length=200)
    profile = models.JSONField(default=dict)
    inherent = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    tier = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet[Engagement]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["vendor__name", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "name"], name="engagement_name_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor}: {self.name}"
