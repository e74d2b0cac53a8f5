"""One questionnaire to many vendors, each with a state of its own."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from questionnaires.actions.invitations import mail_again
from questionnaires.choices import DeliveryState
from questionnaires.errors import QuestionnaireError
from questionnaires.models import Delivery, QuestionnaireVersion
from riskapp.accounts.models import Organisation, User
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.assessments.actions.sending import hand_over
from riskapp.assessments.choices import AssessmentState, SendingState
from riskapp.assessments.errors import AlreadyOpen, AssessmentError, ProfileMissing
from riskapp.assessments.models import Campaign, Sending
from riskapp.audit.actions import record
from riskapp.vendors.errors import RegisterError
from riskapp.vendors.models import Engagement
from riskapp.vendors.queries import open_assessments

MAX_SENDINGS = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a campaign asks, by when, and of whom: an address by engagement."""

    name: str
    version: QuestionnaireVersion
    due_on: datetime.date
    message: str
    prefill: bool
    addresses: Mapping[UUID, str]


@transaction.atomic
def start_campaign(wanted: Wanted, *, organisation: Organisation, by: User) -> Campaign:
    """Note what is to be sent; each row is sent by the worker, on its own."""
    campaign = Campaign.objects.create(
        organisation=organisation,
        name=wanted.name.strip(),
        version=wanted.version,
        due_on=wanted.due_on,
        message=wanted.message.strip(),
        prefill=wanted.prefill,
        created_by=by,
    )
    engagements = Engagement.objects.kept().filter(
        organisation=organisation, pk__in=list(wanted.addresses)
    )
    Sending.objects.bulk_create(
        Sending(
            campaign=campaign,
            engagement=engagement,
            email=wanted.addresses[engagement.pk].lower(),
        )
        for engagement in engagements
    )
    record(
        "campaign started",
        campaign,
        organisation=organisation,
        by=by,
        after={
            "version": str(wanted.version),
            "due_on": wanted.due_on.isoformat(),
            "engagements": len(wanted.addresses),
        },
    )
    return campaign


def send(sending_id: UUID) -> Sending | None:
    """Start the assessment of one row; twice, or at once, is once.

    What stands in the way is noted on the row and stops no other.
    """
    with transaction.atomic():
        sending = _locked(sending_id)
        if sending is None or sending.state != SendingState.QUEUED:
            return sending
        campaign = sending.campaign
        try:
            with transaction.atomic():
                engagement = Engagement.objects.select_for_update(of=("self",)).get(
                    pk=sending.engagement_id
                )
                _require_ready(engagement)
                sending.assessment = start_assessment(
                    engagement=engagement,
                    version=campaign.version,
                    due_on=campaign.due_on,
                    email=sending.email,
                    prefill=campaign.prefill,
                    message=campaign.message,
                    campaign=campaign,
                    by=campaign.created_by,
                )
        except (AssessmentError, RegisterError, QuestionnaireError) as error:
            sending.state, sending.reason = SendingState.FAILED, str(error)[:300]
        else:
            sending.state, sending.reason = SendingState.STARTED, ""
        sending.save(update_fields=["state", "reason", "assessment"])
    return sending


@transaction.atomic
def retry(sending: Sending, *, email: str, by: User) -> Sending:
    """Try a row again, to the same address or another one.

    A row that never started is queued; where only the mail failed, it goes out once more, or
    the assessment is handed over to the new address. Raises what those raise.
    """
    found = _locked(sending.pk)
    if found is None:
        return sending
    before, found.email = found.email, email.strip().lower()
    if found.assessment is None:
        found.state, found.reason = SendingState.QUEUED, ""
        found.queued_at = timezone.now()
    elif found.email != before:
        hand_over(found.assessment, email=found.email, by=by)
    elif found.assessment.state == AssessmentState.SENT:
        failed = (
            Delivery.objects.filter(
                invitation__response=found.assessment.response,
                invitation__revoked_at=None,
                email=found.email,
                state=DeliveryState.FAILED,
            )
            .select_related("invitation")
            .first()
        )
        if failed is not None:
            mail_again(failed.invitation)
    found.save(update_fields=["email", "state", "reason", "queued_at"])
    record(
        "sending tried again",
        found.campaign,
        organisation=found.campaign.organisation,
        by=by,
        before={"engagement": str(found.engagement), "email": before},
        after={"email": found.email},
    )
    return found


def _require_ready(engagement: Engagement) -> None:
    if not engagement.profile:
        raise ProfileMissing
    if open_assessments(engagement=engagement):
        raise AlreadyOpen


def _locked(sending_id: UUID) -> Sending | None:
    return (
        Sending.objects.select_for_update(of=("self",))
        .select_related(
            "campaign__organisation",
            "campaign__created_by",
            "campaign__version__questionnaire",
            "engagement__vendor",
            "assessment__response",
        )
        .filter(pk=sending_id)
        .first()
    )
