"""Who may see what a file showed: the only way a view gets one."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from questionnaires.access import Seat
from questionnaires.choices import ResponseState
from questionnaires.models import Invitation, Response
from questionnaires.queries import chain_of
from riskapp.assessments.models import Assessment
from riskapp.facts.models import SourceFile


def own_file_for(seat: Seat, file_id: UUID) -> SourceFile:
    """A file of the vendor at the response in hand that is this person's business; anything
    else is 404."""
    file = get_object_or_404(
        SourceFile.objects.filter(response=seat.response, by=None), pk=file_id
    )
    if not is_theirs(seat, file):
        raise Http404
    return file


def is_theirs(seat: Seat, file: SourceFile) -> bool:
    """Whether a file is a person's business: their own, one at a tool they answer for, and
    every one where they answer for everything. What files propose is shown by section."""
    if file.respondent_id == seat.respondent.pk:
        return True
    return seat.may_answer(file.entry.section if file.entry else "")


def later_for(seat: Seat) -> Assessment | None:
    """The assessment whose newest submitted answers are those of the people in hand, while
    nobody asks them anything: None while something waits to be answered, where files belong
    then. Without an assessment, and before submission, it is 404."""
    if seat.response.is_open:
        raise Http404
    chain = Response.objects.filter(pk__in=chain_of(seat.response))
    waiting = chain.filter(
        state=ResponseState.OPEN, invitations__in=Invitation.objects.usable()
    )
    if waiting.exists():
        return None
    newest = chain.exclude(submitted_at=None).order_by("-submitted_at").first()
    return get_object_or_404(
        Assessment.objects.select_related("response", "organisation"), response=newest
    )


def members_file_for(assessment: Assessment, file_id: UUID) -> SourceFile:
    """A file of a member at the assessment in hand; anything else is 404."""
    return get_object_or_404(
        SourceFile.objects.filter(response=assessment.response_id, respondent=None),
        pk=file_id,
    )
