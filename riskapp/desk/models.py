"""What waits for the desk, kept ready in the order in which it is shown.

Nothing here is written by an action: what changes something notes its vendor, and when the
transaction ends, what waits of it is found anew (``desk_waiting_of``, which is the definition).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from riskapp.accounts.models import Organisation, TenantQuerySet


class WaitingThing(models.Model):
    """One thing that waits for one reason (``WaitingKind``); ``key`` is what is to be done with,
    by kind an assessment, a finding, an engagement or a reassessment.

    ``weight`` is 1 for the worst. ``since`` is a moment, or the first one (UTC) of a day. Of what
    is overdue it is the due day, and it stands here before that: it waits once the day is over.
    ``person`` is whose it is.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=14)
    key = models.UUIDField()
    vendor_id = models.UUIDField(db_index=True)
    engagement_id = models.UUIDField()
    assessment_id = models.UUIDField(null=True)
    weight = models.PositiveSmallIntegerField()
    since = models.DateTimeField(null=True)
    person = models.IntegerField(null=True)
    note = models.CharField(max_length=20, blank=True)

    objects: ClassVar[TenantQuerySet[WaitingThing]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "weight", "since", "kind", "key"],
                include=["id", "person", "vendor_id", "engagement_id"],
                name="waiting_each_in_order",
            ),
            # How much there is of each is read of this index alone, narrowed or not.
            models.Index(
                fields=["organisation", "kind", "weight", "since", "key"],
                include=["person", "vendor_id", "engagement_id"],
                name="waiting_of_each_kind",
            ),
            models.Index(
                fields=["organisation", "person", "weight", "since", "kind", "key"],
                name="waiting_of_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
