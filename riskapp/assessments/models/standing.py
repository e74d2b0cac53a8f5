"""Where a piece of work stands by its newest score, kept narrow for the pictures of a portfolio."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.vendors.choices import Rating
from riskapp.vendors.models import Engagement


class EngagementStanding(models.Model):
    """What the newest score of an engagement says, as sums over many vendors need it.

    Kept by triggers on assessments and scores: no action writes here. ``holding`` are the codes
    of what keeps the rating above that of the model, the floor of too little evidence included
    (``FLOOR``); without all of them it would be ``lifted_to``, as long as it is one. ``rules`` are
    all critical rules that hold, ``unmet`` the provisions of binding law that the answers do not
    meet or leave open, ``law_counts`` those of the score. ``law_shares`` says of each law how many
    provisions are met and of how many that is judged (``{"NIS2": "9/11"}``), none of the others.
    """

    engagement = models.OneToOneField(
        Engagement,
        on_delete=models.CASCADE,
        related_name="standing",
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="+"
    )
    score = models.ForeignKey(
        "assessments.Score", on_delete=models.CASCADE, related_name="+"
    )
    has_little_evidence = models.BooleanField()
    lifted_to = models.CharField(max_length=10, choices=Rating)
    rules = ArrayField(models.CharField(max_length=16), default=list)
    holding = ArrayField(models.CharField(max_length=16), default=list)
    unmet = ArrayField(models.CharField(max_length=32), default=list)
    law_counts = models.JSONField(default=dict)
    law_shares = models.GeneratedField(
        expression=models.Func(
            models.F("law_counts"), function="assessments_law_shares"
        ),
        output_field=models.JSONField(),
        db_persist=True,
    )
    scored_at = models.DateTimeField()

    objects: ClassVar[TenantQuerySet[EngagementStanding]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            # What work is narrowed by is read of this index alone.
            models.Index(
                fields=["organisation", "scored_at"],
                include=[
                    "engagement",
                    "assessment",
                    "law_shares",
                    "has_little_evidence",
                ],
                name="standings_narrowed",
            ),
            # Which assessments stand for their work is read of this index alone.
            models.Index(
                fields=["organisation"],
                include=["assessment", "engagement"],
                name="standings_named",
            ),
        ]

    def __str__(self) -> str:
        return str(self.engagement_id)
