"""Reports: frozen documents about an assessment."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.assessments.models import Assessment, Score
from riskapp.reports.choices import ReportState


class Report(models.Model):
    """A PDF about one score of one assessment, made by a task.

    ``sha256`` is that of the file's bytes; ``reason`` says in words why making it failed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="reports"
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="reports"
    )
    score = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(
        max_length=12, choices=ReportState, default=ReportState.QUEUED
    )
    reason = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="reports/%Y/%m/", blank=True)
    pages = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    objects: ClassVar[TenantQuerySet[Report]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(
                name="ready_report_has_a_file",
                condition=~models.Q(state=ReportState.READY)
                | (~models.Q(file="") & ~models.Q(sha256="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Report on {self.assessment}"
