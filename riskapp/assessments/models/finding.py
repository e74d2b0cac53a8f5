"""Findings: weaknesses to be remedied or accepted."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from riskapp.accounts.models import Organisation, TenantQuerySet


class Finding(models.Model):
    """One weakness with the answer it comes from. ``rank`` orders by fired rule, then gain.

    ``gain`` is how many points the model residual falls when this one answer is put right.
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
    rank = models.PositiveIntegerField()
    question = models.CharField(max_length=32)
    entry = models.CharField(max_length=64, blank=True)
    tool = models.CharField(max_length=200, blank=True)
    risk = models.PositiveSmallIntegerField()
    gain = models.DecimalField(max_digits=4, decimal_places=1)
    text = models.TextField()
    remedy = models.TextField()
    rules = ArrayField(models.CharField(max_length=16), default=list)
    criteria = ArrayField(models.CharField(max_length=32), default=list)

    objects: ClassVar[TenantQuerySet[Finding]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["score", "rank"], name="finding_rank_once_per_score"
            ),
        ]

    def __str__(self) -> str:
        return self.text
