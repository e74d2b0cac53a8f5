"""Findings: weaknesses to be remedied or accepted, and what became of them."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from questionnaires.models import Respondent
from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.assessments.choices import (
    FindingEventKind,
    FindingSource,
    FindingState,
    PlanState,
    Severity,
)

UNSETTLED = (FindingState.OPEN, FindingState.PLANNED, FindingState.DONE)


class FindingQuerySet(TenantQuerySet["Finding"]):
    """Findings, filtered in words."""

    def unsettled(self) -> FindingQuerySet:
        """What still has to be done, planned or looked at."""
        return self.filter(state__in=UNSETTLED)

    def shown_to_vendor(self) -> FindingQuerySet:
        return self.filter(released_at__isnull=False)


class Finding(models.Model):
    """One weakness of one assessment, followed from its rise to its end.

    A finding raised by rule belongs to one answer: ``question`` and ``entry``, the id of the
    entry in the response that ``score`` judged ("" for the response as a whole). ``rank``
    orders by fired rule, then gain: how many points the model residual falls when this one
    answer is put right. A later score updates both, and settles what it no longer finds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="findings"
    )
    score = models.ForeignKey(
        "assessments.Score", on_delete=models.PROTECT, related_name="findings"
    )
    source = models.CharField(
        max_length=10, choices=FindingSource, default=FindingSource.RULE
    )
    state = models.CharField(
        max_length=10, choices=FindingState, default=FindingState.OPEN
    )
    severity = models.CharField(max_length=10, choices=Severity)
    rank = models.PositiveIntegerField()
    question = models.CharField(max_length=32, blank=True)
    entry = models.CharField(max_length=64, blank=True)
    tool = models.CharField(max_length=200, blank=True)
    risk = models.PositiveSmallIntegerField(default=0)
    gain = models.DecimalField(max_digits=4, decimal_places=1, default=Decimal(0))
    text = models.TextField()
    remedy = models.TextField(blank=True)
    rules = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    criteria = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    due_on = models.DateField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    accepted_reason = models.TextField(blank=True)
    accepted_until = models.DateField(null=True, blank=True)
    raised_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[FindingQuerySet] = FindingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["rank", "raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "question", "entry"],
                condition=models.Q(source=FindingSource.RULE),
                name="one_finding_per_answer",
            ),
            models.CheckConstraint(
                name="accepted_finding_has_a_name_and_an_end",
                condition=~models.Q(state=FindingState.ACCEPTED)
                | (
                    models.Q(accepted_by__isnull=False, accepted_until__isnull=False)
                    & ~models.Q(accepted_reason="")
                ),
            ),
            models.CheckConstraint(
                name="merged_finding_says_into_which",
                condition=models.Q(state=FindingState.MERGED, merged_into__isnull=False)
                | (~models.Q(state=FindingState.MERGED) & models.Q(merged_into=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state"], name="findings_by_state"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_unsettled(self) -> bool:
        return self.state in UNSETTLED


class FindingEvent(models.Model):
    """What happened to a finding. A trigger refuses every change and deletion.

    ``by`` is a member of the buyer; ``respondent`` somebody at the vendor; neither is time
    passing or a new score.
    """

    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="events"
    )
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=12, choices=FindingEventKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    respondent = models.ForeignKey(
        Respondent, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(blank=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Plan(models.Model):
    """What a vendor proposes to do about a finding by a day, or says it has done.

    ``url`` is where it can be seen. The last proposal counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="plans")
    text = models.TextField(max_length=2000)
    url = models.URLField(max_length=2000, blank=True)
    due_on = models.DateField(null=True, blank=True)
    is_done = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=PlanState, default=PlanState.PROPOSED
    )
    answer = models.TextField(blank=True)
    made_by = models.ForeignKey(Respondent, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                name="plan_has_a_day_or_is_done",
                condition=models.Q(is_done=True) | models.Q(due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]
