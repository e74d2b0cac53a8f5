"""Erasures, periods and holds of an organisation."""

from __future__ import annotations

import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.privacy.choices import ErasureState, RetentionKind
from riskapp.vendors.models import Engagement, Vendor

_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def new_pseudonym() -> str:
    """Eight letters and digits that say nothing of the person they stand for."""
    return "".join(secrets.choice(_SIGNS) for _ in range(8))


class Erasure(models.Model):
    """That one person is erased from what an organisation holds.

    ``wanted`` names the person until it is done, then nothing does: ``person`` is the
    pseudonym that took their place, ``counts`` says how many rows of which kind were touched.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+"
    )
    person = models.CharField(max_length=8, default=new_pseudonym, unique=True)
    wanted = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=8, choices=ErasureState, default=ErasureState.QUEUED
    )
    counts = models.JSONField(default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet[Erasure]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What stands where the person stood."""
        return f"erased person #{self.person}"

    @property
    def address(self) -> str:
        """What stands where the address stood; no mail ever goes there."""
        return f"erased-{self.person.lower()}@erased.invalid"


class Period(models.Model):
    """For how many days an organisation keeps one kind of data; None for never ending.

    Without a row the default of the kind holds.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="periods"
    )
    kind = models.CharField(max_length=13, choices=RetentionKind)
    days = models.PositiveIntegerField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet[Period]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"], name="one_period_per_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.days}"


class Hold(models.Model):
    """Nothing of a vendor, or of one engagement, is deleted by a period while this stands."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+"
    )
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="holds")
    engagement = models.ForeignKey(
        Engagement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet[Hold]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "engagement"],
                name="one_hold_per_work",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return str(self.engagement or self.vendor)
