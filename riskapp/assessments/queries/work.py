"""What was assessed of registered work.

The register lies below and asks through the setting ``ASSESSMENTS_OF_WORK``: it knows what it
wants to hear (``riskapp.vendors.queries.Assessments``) and nothing of assessments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.apps import apps
from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from riskapp.assessments.models import Assessment
from riskapp.assessments.models.assessment import AssessmentQuerySet, is_late
from riskapp.assessments.queries.listing import analysts_in
from riskapp.vendors.choices import Asked
from riskapp.vendors.models import Engagement, EngagementQuerySet, Vendor

ANSWER_BY = Coalesce("awaited_by", "due_on")  # as ``Assessment.answer_by`` says it

__all__ = [
    "analysts_in",
    "assessments_of",
    "narrowed",
    "newest_of",
    "of_analyst",
    "open_assessments",
    "waiting_alerts",
]


def waiting_alerts(engagement: str = "engagement") -> Subquery:
    """How many alerts about the agents of an engagement wait. They lie above, so their table is
    found by its name; it is read together with what asks."""
    alerts = apps.get_model("activity", "ActivityAlert").objects.waiting()
    counted = alerts.filter(engagement=OuterRef(engagement)).order_by()
    of_each = counted.values("engagement").annotate(number=Count("pk"))
    return Subquery(of_each.values("number"))


def newest_of(engagements: Iterable[Engagement]) -> Mapping[UUID, Mapping[str, object]]:
    """The assessment of each engagement that was started last. One query for any number."""
    rows = (
        Assessment.objects.filter(engagement__in=[e.pk for e in engagements])
        .order_by("engagement", "-started_at")
        .distinct("engagement")
        .values(
            "engagement",
            "pk",
            "state",
            answer_by=ANSWER_BY,
            is_late=is_late(timezone.localdate()),
        )
    )
    return {row["engagement"]: row for row in rows}


def assessments_of(vendor: Vendor) -> Mapping[UUID, Sequence[Mapping[str, object]]]:
    """The assessments of a vendor by engagement, newest first; one query."""
    rows = (
        Assessment.objects.filter(engagement__vendor=vendor)
        .order_by("-started_at")
        .values(
            "engagement",
            "pk",
            "started_at",
            "state",
            "due_on",
            "rating",
            "residual",
            answer_by=ANSWER_BY,
            is_late=is_late(timezone.localdate()),
            floors=F("score__outline__floors"),
            inherent=F("score__inherent"),
            control=F("score__control"),
            evidence=F("score__evidence"),
            outcome=F("decision__outcome"),
            valid_until=F("decision__valid_until"),
            alerts=waiting_alerts(),
        )
    )
    found: dict[UUID, list[Mapping[str, object]]] = {}
    for row in rows:
        found.setdefault(row["engagement"], []).append(row)
    return found


def open_assessments(
    *, vendor: Vendor | None = None, engagement: Engagement | None = None
) -> int:
    """How many assessments of a vendor, or of one piece of its work, are not finished."""
    found = Assessment.objects.unfinished()
    if vendor is not None:
        found = found.filter(engagement__vendor=vendor)
    if engagement is not None:
        found = found.filter(engagement=engagement)
    return found.count()


def narrowed(rows: EngagementQuerySet, asked: Asked) -> EngagementQuerySet:
    """The engagements that were never asked about, or where something or nothing is open."""
    of_work = Assessment.objects.filter(engagement=OuterRef("pk"))
    if asked == Asked.NEVER:
        return rows.exclude(Exists(of_work))
    is_open = Exists(of_work.unfinished())
    return rows.filter(is_open) if asked == Asked.OPEN else rows.exclude(is_open)


def of_analyst(analyst: str) -> AssessmentQuerySet:
    """The assessments that are the work of the person of this key, by their index."""
    return Assessment.objects.filter(analyst=int(analyst)).order_by()
