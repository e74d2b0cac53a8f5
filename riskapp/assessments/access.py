"""Who may see an assessment: the only way a view gets one."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from questionnaires.access import Seat
from questionnaires.models import Evidence, Invitation
from questionnaires.queries import document_of
from riskapp.accounts.access import require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments.choices import FindingState
from riskapp.assessments.models import (
    Assessment,
    Campaign,
    Finding,
    Plan,
    PlanFile,
    Reassessment,
    Sending,
)


def assessment_for(
    user: User, assessment_id: UUID, can: Capability = Capability.VIEW
) -> Assessment:
    """Strangers get 404, so identifiers leak nothing; colleagues without the right, 403."""
    assessment = get_object_or_404(
        Assessment.objects.visible_to(user).select_related(
            "organisation",
            "engagement__vendor",
            "response",
            "follow_up",
            "decision",
            "score",
            "started_by",
        ),
        pk=assessment_id,
    )
    require(user, assessment.organisation_id, can)
    return assessment


def invitation_for(assessment: Assessment, invitation_id: UUID) -> Invitation:
    """A mailed invitation of the assessment in hand; anything else is 404."""
    return get_object_or_404(
        Invitation.objects.exclude(email=""),
        pk=invitation_id,
        response=assessment.response_id,
    )


def assessment_at(seat: Seat) -> Assessment:
    """The assessment whose judged answers are those in hand, for its lead; an open response,
    one that another has followed, and a colleague's seat are refused or not there."""
    if seat.response.is_open:
        raise Http404
    seat.require_lead()
    return get_object_or_404(
        Assessment.objects.select_related("response", "follow_up", "organisation"),
        response=seat.response,
        score__isnull=False,
    )


def finding_for(assessment: Assessment, finding_id: UUID) -> Finding:
    """A finding of the assessment in hand; any other is 404."""
    return get_object_or_404(
        Finding.objects.select_related(
            "owner", "accepted_by", "merged_into", "score"
        ).defer("score__result"),
        pk=finding_id,
        assessment=assessment,
    )


def findings_for(
    user: User, ids: Collection[UUID], can: Capability = Capability.VIEW
) -> list[Finding]:
    """Findings of any assessments of a person; one that is not there for them makes it 404,
    one that they may not do this with 403."""
    rows = list(
        Finding.objects.visible_to(user)
        .filter(pk__in=ids)
        .select_related(
            "assessment__engagement__vendor",
            "assessment__response",
            "assessment__score",
            "owner",
            "merged_into",
        )
        .defer("assessment__engagement__profile", "assessment__score__result")
        .order_by("assessment", "rank", "raised_at")
    )
    if len(rows) != len(set(ids)):
        raise Http404
    for organisation_id in {row.organisation_id for row in rows}:
        require(user, organisation_id, can)
    return rows


def plan_for(finding: Finding, plan_id: UUID) -> Plan:
    """What a vendor proposed about the finding in hand; anything else is 404."""
    return get_object_or_404(
        Plan.objects.select_related("finding"), pk=plan_id, finding=finding
    )


def plan_file_for(plan: Plan, file_id: UUID) -> PlanFile:
    """A file beside the action in hand; anything else is 404."""
    return get_object_or_404(
        PlanFile.objects.select_related("plan__finding__organisation"),
        pk=file_id,
        plan=plan,
    )


def assessment_of_seat(seat: Seat) -> Assessment:
    """The assessment a submitted response in hand belongs to, or once belonged to; before
    submission, and without one, it is 404."""
    if seat.response.is_open:
        raise Http404
    return get_object_or_404(
        Assessment.objects.filter(
            Q(response=seat.response) | Q(scores__response=seat.response)
        )
        .select_related("response")
        .distinct()
    )


def shown_finding_for(seat: Seat, finding_id: UUID) -> Finding:
    """A finding that the vendor in hand was shown; any other is 404, and one about a section
    of others refused."""
    finding = get_object_or_404(
        Finding.objects.shown_to_vendor().exclude(state=FindingState.MERGED),
        pk=finding_id,
        assessment=assessment_of_seat(seat),
    )
    document = document_of(seat.response.version)
    question = document.questions.get(finding.question)
    if question is None:
        seat.require_lead()
    else:
        seat.require_section(question.section)
    return finding


def evidence_for(assessment: Assessment, evidence_id: UUID) -> Evidence:
    """Evidence of a submitted assessment in hand; before that, and any other's, is 404."""
    if assessment.response.is_open:
        raise Http404
    return get_object_or_404(
        Evidence.objects.present().filter(
            response=assessment.response_id, entry__removed_at=None
        ),
        pk=evidence_id,
    )


def campaign_for(
    user: User, campaign_id: UUID, can: Capability = Capability.VIEW
) -> Campaign:
    """Strangers get 404; colleagues without the right, 403."""
    campaign = get_object_or_404(
        Campaign.objects.visible_to(user)
        .select_related("organisation", "version__questionnaire", "created_by")
        .defer("version__document"),
        pk=campaign_id,
    )
    require(user, campaign.organisation_id, can)
    return campaign


def sending_for(campaign: Campaign, sending_id: UUID) -> Sending:
    """A row of the campaign in hand; anything else is 404."""
    return get_object_or_404(campaign.sendings.all(), pk=sending_id)


def reassessment_for(
    user: User, reassessment_id: UUID, can: Capability
) -> Reassessment:
    """Strangers get 404; colleagues without the right, 403."""
    found = get_object_or_404(
        Reassessment.objects.visible_to(user).select_related(
            "organisation", "engagement__vendor", "assessment"
        ),
        pk=reassessment_id,
    )
    require(user, found.organisation_id, can)
    return found
