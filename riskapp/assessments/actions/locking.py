"""Holding an assessment while something of it changes, and noting who did it.

Whoever holds several rows takes them downwards, so that nobody waits in a circle: organisation,
engagement, assessment, response with its invitations, finding, plan. A submission begins at the
response and therefore asks first who holds something above it (``response_submitting``).
"""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment, Reviewer, Score


def locked(assessment: Assessment) -> Assessment:
    """The row, locked until the transaction ends."""
    return (
        Assessment.objects.select_for_update(of=("self",))
        .select_related(
            "organisation",
            "engagement__vendor",
            "response",
            "follow_up",
            "decision",
            "score",
        )
        .defer(*Score.result_of("score"))
        .get(pk=assessment.pk)
    )


def note_reviewer(assessment_id: UUID, by: User) -> None:
    """Remember who reviewed, and who last, in the caller's transaction."""
    Assessment.objects.filter(pk=assessment_id).update(last_reviewer=by)
    Reviewer.objects.update_or_create(
        assessment_id=assessment_id, user=by, defaults={"last_at": timezone.now()}
    )
