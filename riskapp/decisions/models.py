"""Decisions: what a named approver decided on a score, on what, and until when it holds."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.decisions.choices import DecisionException, Outcome
from riskapp.findings.models import Finding


def is_over(valid_until: datetime.date | None, today: datetime.date) -> bool:
    """Whether a decision that holds up to a day no longer holds; a rejection has no end."""
    return valid_until is not None and valid_until < today


class Decision(models.Model):
    """One decision. A trigger refuses every change but its release to the vendor, once.

    ``valid_until`` is its last day; a rejection has none. ``reason`` is for the buyer;
    ``vendor_text`` is all that a vendor reads beside the outcome, the day and the conditions.
    ``suggestion`` is what the score suggested, in English, and ``basis`` the figures the
    approver saw (``decisions.queries``). ``exceptions`` says what an approval went against, and
    ``exception_reason`` why all the same. ``replaces`` is the decision it lies on top of: one
    on each, so that several posts at once make one.
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
    suggestion = models.TextField(blank=True, default="", db_default="")
    exceptions = ArrayField(
        models.CharField(max_length=20, choices=DecisionException),
        default=list,
        db_default=[],
        blank=True,
    )
    exception_reason = models.TextField(
        max_length=4000, blank=True, default="", db_default=""
    )
    basis = models.JSONField(default=dict, db_default={}, blank=True)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
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
        indexes = [
            models.Index(
                fields=["organisation", "valid_until"], name="decisions_by_end"
            ),
            # Rows are wide: whose they are, which the wall asks of all, and which hold, is read of
            # this index alone.
            models.Index(
                fields=["organisation"],
                include=["id", "valid_until", "outcome"],
                name="decisions_named",
            ),
        ]
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
            models.CheckConstraint(
                name="exception_has_a_reason",
                condition=models.Q(exceptions=[]) | ~models.Q(exception_reason=""),
            ),
            models.UniqueConstraint(
                fields=["assessment"],
                condition=models.Q(replaces=None),
                name="one_first_decision",
            ),
            models.UniqueConstraint(
                fields=["replaces"], name="one_decision_on_top_of_another"
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()

    def has_ended(self, today: datetime.date) -> bool:
        """Whether it no longer holds."""
        return is_over(self.valid_until, today)


class Condition(models.Model):
    """What has to be met for an approval, as it was decided: a finding, its owner and its day.

    A trigger refuses every change; how far it is stands on the finding. ``rule`` is the
    critical rule it answers, "" for none.
    """

    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, related_name="conditions"
    )
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="condition_of"
    )
    rule = models.CharField(max_length=16, blank=True)
    text = models.TextField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "finding"], name="one_condition_per_finding"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Recommendation(models.Model):
    """What somebody who reviewed recommends to whoever decides. A trigger refuses every
    change; the last one on a score counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey(
        "assessments.Assessment",
        on_delete=models.PROTECT,
        related_name="recommendations",
    )
    score = models.ForeignKey(
        "assessments.Score", on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.TextField(max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet[Recommendation]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.get_outcome_display()
