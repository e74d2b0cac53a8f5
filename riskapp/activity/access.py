"""Who may see what agents did: the only way a view gets a file or an alert."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from questionnaires.access import Seat
from riskapp.activity.models import ActivityAlert, ActivityFile, AgreedLimits
from riskapp.assessments.models import Assessment


def own_activity_for(seat: Seat, file_id: UUID) -> ActivityFile:
    """A file of the vendor at the response in hand that is this person's business; anything
    else is 404."""
    file = get_object_or_404(
        ActivityFile.objects.filter(response=seat.response, by=None), pk=file_id
    )
    if not is_their_activity(seat, file):
        raise Http404
    return file


def is_their_activity(seat: Seat, file: ActivityFile) -> bool:
    """Whether a file is a person's business: their own, one at a tool they answer for, and
    every one where they answer for everything."""
    if file.respondent_id == seat.respondent.pk:
        return True
    return seat.may_answer(file.entry.section if file.entry else "")


def members_activity_for(assessment: Assessment, file_id: UUID) -> ActivityFile:
    """A file of a member about the engagement in hand; anything else is 404."""
    return get_object_or_404(
        ActivityFile.objects.filter(
            engagement=assessment.engagement_id, respondent=None
        ),
        pk=file_id,
    )


def alert_for(assessment: Assessment, alert_id: UUID) -> ActivityAlert:
    """An alert about the engagement in hand; anything else is 404."""
    return get_object_or_404(
        ActivityAlert.objects.filter(engagement=assessment.engagement_id), pk=alert_id
    )


def agreed_limits_for(assessment: Assessment, agreed_id: UUID) -> AgreedLimits:
    """What was agreed about the engagement in hand; anything else is 404."""
    return get_object_or_404(
        AgreedLimits.objects.filter(engagement=assessment.engagement_id), pk=agreed_id
    )
