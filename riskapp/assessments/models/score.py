"""Scores: immutable snapshots of an evaluation, and how one took the place of another."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models

from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.assessments.choices import ScoreCause
from riskapp.assessments.models.assessment import Assessment
from riskapp.common.packing import packed, unpacked
from riskapp.scoring.export import outline
from riskapp.vendors.choices import Rating


class Score(models.Model):
    """The evaluation of one response by one catalogue. A trigger refuses every change.

    ``result`` is the whole result as ``riskapp.scoring.export.to_data`` writes it, with every
    reason. It is kept as bytes (``packed``), and what statements ask of it as JSON of the same
    shape (``outline``); scores taken before there were bytes have all of it there.
    ``overlay_digest`` stands for what lay over the answers: corrections, refusals, lapsed dates.
    The columns repeat what lists and dashboards need. Numbers are 0 to 100, one decimal.
    """

    RESULT = ("outline", "packed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="scores"
    )
    response = models.ForeignKey(
        "questionnaires.Response", on_delete=models.PROTECT, related_name="+"
    )
    response_digest = models.CharField(max_length=64)
    model = models.CharField(max_length=40)
    catalogue_version = models.CharField(max_length=40)
    as_of = models.DateField()
    cause = models.CharField(
        max_length=14, choices=ScoreCause, default=ScoreCause.SUBMITTED
    )
    overlay_digest = models.CharField(max_length=64, blank=True)
    outline = models.JSONField(db_column="result")
    packed = models.BinaryField(null=True)
    inherent = models.DecimalField(max_digits=4, decimal_places=1)
    control = models.DecimalField(max_digits=4, decimal_places=1)
    residual_model = models.DecimalField(max_digits=4, decimal_places=1)
    residual = models.DecimalField(max_digits=4, decimal_places=1)
    rating = models.CharField(max_length=10, choices=Rating)
    evidence = models.DecimalField(max_digits=4, decimal_places=1)
    completeness = models.DecimalField(max_digits=4, decimal_places=1)
    provisional = models.BooleanField()
    rules_fired = models.PositiveIntegerField()
    tools = models.PositiveIntegerField()
    law_counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet[Score]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-created_at"], name="scores_newest"),
            models.Index(fields=["organisation", "model"], name="scores_by_model"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "assessment",
                    "response_digest",
                    "overlay_digest",
                    "model",
                    "catalogue_version",
                ],
                name="one_score_per_response_and_catalogue",
            ),
        ]

    # What was unpacked, and of which bytes.
    _unpacked: tuple[bytes | memoryview, dict[str, Any]] | None = None

    def __str__(self) -> str:
        return f"{self.residual} {self.get_rating_display()}"

    @classmethod
    def result_of(cls, relation: str = "") -> tuple[str, ...]:
        """The columns of the result, to be left aside; of scores that are related."""
        return tuple(f"{relation}__{name}" if relation else name for name in cls.RESULT)

    @property
    def result(self) -> dict[str, Any]:
        """The whole result; unpacked once."""
        if self.packed is None:
            return self.outline  # type: ignore[no-any-return]
        known = self._unpacked
        if known is None or known[0] is not self.packed:
            known = self._unpacked = self.packed, unpacked(self.packed)
        return known[1]

    @result.setter
    def result(self, data: dict[str, Any]) -> None:
        self.packed, self.outline = packed(data), outline(data)


class ScoreChange(models.Model):
    """One snapshot taking the place of another, and why. Never changed.

    ``why`` are the answers that count otherwise than before, in words: ``question``,
    ``tool``, ``what``, ``before``, ``after`` and ``reason``.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="score_changes"
    )
    before = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Score, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=14, choices=ScoreCause)
    why = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TenantQuerySet[ScoreChange]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
