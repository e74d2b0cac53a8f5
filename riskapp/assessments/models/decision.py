"""Decisions: what a named approver decided on a score, and until when it holds."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.assessments.choices import Outcome


class Decision(models.Model):
    """One decision. A trigger refuses every change but its release to the vendor, once.

    ``valid_until`` is its last day; a rejection has none. ``reason`` is for the buyer;
    ``vendor_text`` is all that a vendor reads beside the outcome, the day and the conditions.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="decisions"
    )
    score = models.ForeignKey(
        "assessments.Score", on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.TextField(max_length=4000)
    vendor_text = models.TextField(max_length=4000, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects: ClassVar[TenantQuerySet[Decision]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="approval_has_an_end_and_rejection_none",
                condition=models.Q(outcome=Outcome.REJECTED, valid_until=None)
                | (
                    ~models.Q(outcome=Outcome.REJECTED)
                    & models.Q(valid_until__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="released_decision_says_by_whom",
                condition=models.Q(released_at=None, released_by=None)
                | models.Q(released_at__isnull=False, released_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()

    def has_ended(self, today: datetime.date) -> bool:
        """Whether it no longer holds."""
        return self.valid_until is not None and self.valid_until < today
