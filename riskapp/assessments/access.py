"""Who may see an assessment: the only way a view gets one."""

from __future__ import annotations

from uuid import UUID

from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404

from questionnaires.access import Seat
from questionnaires.models import Evidence, Invitation, Message
from questionnaires.queries import asked_messages
from riskapp.accounts.access import require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.work import waiting_alerts


def assessment_for(
    user: User, assessment_id: UUID, can: Capability = Capability.VIEW
) -> Assessment:
    """Strangers get 404, so identifiers leak nothing; colleagues without the right, 403."""
    assessment = get_object_or_404(
        Assessment.objects.visible_to(user)
        .select_related(
            "organisation",
            "engagement__vendor",
            "response",
            "follow_up",
            "decision",
            "score",
            "started_by",
            "analyst",
        )
        .annotate(
            open_findings=_open_findings(),
            open_alerts=waiting_alerts(),
            vendor_asked=_any_of(asked_messages()),
        ),
        pk=assessment_id,
    )
    require(user, assessment.organisation_id, can)
    return assessment


def _open_findings() -> Subquery:
    """How many findings are not closed, for the tab. They lie above, so their table is found by
    its name; it is read together with the assessment."""
    findings = apps.get_model("findings", "Finding").objects.unsettled()
    counted = findings.filter(assessment=OuterRef("pk")).order_by().values("assessment")
    return Subquery(counted.annotate(number=Count("pk")).values("number"))


def _any_of(messages: QuerySet[Message]) -> Exists:
    """Whether any of some messages belongs to the assessment."""
    found = messages.filter(
        Q(response=OuterRef("response")) | Q(response=OuterRef("follow_up"))
    )
    return Exists(found)


def invitation_for(assessment: Assessment, invitation_id: UUID) -> Invitation:
    """A mailed invitation of the assessment in hand; anything else is 404."""
    return get_object_or_404(
        Invitation.objects.exclude(email=""),
        pk=invitation_id,
        response=assessment.response_id,
    )


def assessment_at(seat: Seat) -> Assessment:
    """The assessment whose evaluated answers are those in hand, for its lead; an open response,
    one that another has followed, and a colleague's seat are refused or not there."""
    if seat.response.is_open:
        raise Http404
    seat.require_lead()
    return get_object_or_404(
        Assessment.objects.select_related("response", "follow_up", "organisation"),
        response=seat.response,
        score__isnull=False,
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
