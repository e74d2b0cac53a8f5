"""Who may see what a file showed: the only way a view gets one."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from questionnaires.access import Seat
from riskapp.assessments.models import Assessment
from riskapp.facts.models import SourceFile


def own_file_for(seat: Seat, file_id: UUID) -> SourceFile:
    """A file of the vendor at the response in hand; anything else is 404."""
    return get_object_or_404(
        SourceFile.objects.filter(response=seat.response, by=None), pk=file_id
    )


def members_file_for(assessment: Assessment, file_id: UUID) -> SourceFile:
    """A file of a member at the assessment in hand; anything else is 404."""
    return get_object_or_404(
        SourceFile.objects.filter(response=assessment.response_id, respondent=None),
        pk=file_id,
    )
