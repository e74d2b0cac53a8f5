"""One questionnaire, or one question, to many vendors, each with a state of its own."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.text import Truncator

from questionnaires.actions.invitations import mail_again
from questionnaires.choices import DeliveryState
from questionnaires.errors import QuestionnaireError
from questionnaires.models import Delivery, QuestionnaireVersion
from riskapp.accounts.models import Organisation, User
from riskapp.assessments.actions.assigning import (
    assign,
    assign_replies,
    require_able,
)
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.errors import (
    AlreadyOpen,
    AssessmentError,
    CannotSee,
    NotSubmitted,
)
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.work import open_assessments
from riskapp.audit.actions import record
from riskapp.common.names import address
from riskapp.common.work import TRIES, WORKER_LOST, unforeseen
from riskapp.common.zones import days_in
from riskapp.review.errors import NothingWaiting
from riskapp.sending.actions.asking import ask_about_tools
from riskapp.sending.actions.waiting import hand_over
from riskapp.sending.choices import CampaignKind, SendingState
from riskapp.sending.errors import NoQuestionnaire, ProfileMissing
from riskapp.sending.models import Campaign, Sending
from riskapp.sending.queries import asked_by
from riskapp.vendors.errors import RegisterError
from riskapp.vendors.models import Engagement

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
    whole: bool = False
    analyst: User | None = None


@dataclass(frozen=True, slots=True)
class CampaignQuestion:
    """One question about tools: the entries of each assessment it is about."""

    question: str
    text: str
    due_on: datetime.date
    tools: Mapping[UUID, Sequence[UUID]]


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
        whole=wanted.whole,
        analyst=wanted.analyst,
        created_by=by,
    )
    engagements = Engagement.objects.kept().filter(
        organisation=organisation, pk__in=list(wanted.addresses)
    )
    Sending.objects.bulk_create(
        Sending(
            campaign=campaign,
            engagement=engagement,
            email=address(wanted.addresses[engagement.pk]),
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


@transaction.atomic
def start_question(
    asked: CampaignQuestion, *, organisation: Organisation, by: User
) -> Campaign:
    """Note a question about tools to many vendors; each is asked by the worker, on its own."""
    words = " ".join(asked.text.split())
    campaign = Campaign.objects.create(
        organisation=organisation,
        name=Truncator(words).chars(80),
        kind=CampaignKind.QUESTION,
        question=asked.question,
        due_on=asked.due_on,
        message=asked.text.strip(),
        created_by=by,
    )
    found = Assessment.objects.filter(
        organisation=organisation, pk__in=list(asked.tools)
    )
    Sending.objects.bulk_create(
        Sending(
            campaign=campaign,
            engagement_id=assessment.engagement_id,
            about=assessment,
            entries=list(asked.tools[assessment.pk]),
        )
        for assessment in found.only("pk", "engagement_id")
    )
    record(
        "campaign started",
        campaign,
        organisation=organisation,
        by=by,
        after={
            "question": asked.question,
            "due_on": asked.due_on.isoformat(),
            "engagements": len(asked.tools),
        },
    )
    return campaign


@transaction.atomic
def give_campaign(campaign: Campaign, *, analyst: User | None, by: User) -> Campaign:
    """Make all that a campaign asks the work of a member, or nobody's: what it started, the
    replies to its question, and what it has yet to send. Twice is once; raises CannotSee."""
    campaign = _held(campaign)
    require_able(campaign.organisation_id, analyst)
    for assessment in asked_by(campaign, waits=False):
        if campaign.kind == CampaignKind.QUESTION:
            assign_replies(assessment, replies_to=analyst, by=by)
        else:
            assign(assessment, analyst=analyst, by=by)
    before = campaign.analyst
    if before != analyst:
        campaign.analyst = analyst
        campaign.save(update_fields=["analyst"])
        record(
            "campaign given",
            campaign,
            organisation=campaign.organisation,
            by=by,
            before={"analyst": before.email if before else None},
            after={"analyst": analyst.email if analyst else None},
        )
    return campaign


@transaction.atomic
def archive_campaign(
    campaign: Campaign, *, by: User, restore: bool = False
) -> Campaign:
    """Put a campaign away, or bring it back to the list; what it asked goes on. Twice is once."""
    campaign = _held(campaign)
    if (campaign.archived_at is None) is restore:
        return campaign
    campaign.archived_at = None if restore else timezone.now()
    campaign.save(update_fields=["archived_at"])
    record(
        "campaign restored" if restore else "campaign archived",
        campaign,
        organisation=campaign.organisation,
        by=by,
    )
    return campaign


def send(sending_id: UUID) -> Sending | None:
    """Start the assessment of one row, or ask its question; twice, or at once, is once.

    What stands in the way is noted on the row and stops no other. Each try is counted before
    it is made, so that a row that ends its worker is not tried for ever.
    """
    Sending.objects.filter(pk=sending_id, state=SendingState.QUEUED).update(
        attempts=F("attempts") + 1
    )
    with transaction.atomic():
        sending = _locked(sending_id)
        if sending is None or sending.state != SendingState.QUEUED:
            return sending
        if sending.attempts > TRIES:
            return _fail(sending, WORKER_LOST)
        try:
            # What is stored is English; whoever reads it sees it in their language.
            with (
                transaction.atomic(),
                translation.override("en"),
                days_in(sending.campaign.organisation.time_zone),
            ):
                if sending.campaign.kind == CampaignKind.QUESTION:
                    _ask(sending)
                else:
                    _start(sending)
        except (AssessmentError, RegisterError, QuestionnaireError) as error:
            sending.assessment = sending.asked_in = None
            sending.state, sending.reason = SendingState.FAILED, str(error)[:300]
        else:
            sending.state, sending.reason = SendingState.STARTED, ""
        sending.save(
            update_fields=["state", "reason", "email", "assessment", "asked_in"]
        )
    return sending


@transaction.atomic
def give_up(sending_id: UUID, error: Exception) -> Sending | None:
    """Fail a row that something unforeseen stopped, once it was tried often enough."""
    sending = _locked(sending_id)
    if (
        sending is None
        or sending.state != SendingState.QUEUED
        or sending.attempts < TRIES
    ):
        return sending
    return _fail(sending, unforeseen(error))


def _fail(sending: Sending, reason: str) -> Sending:
    sending.state, sending.reason = SendingState.FAILED, reason
    sending.save(update_fields=["state", "reason"])
    record(
        "sending failed",
        sending.campaign,
        organisation=sending.campaign.organisation,
        by=None,
        after={"engagement": str(sending.engagement), "reason": reason},
    )
    return sending


def _start(sending: Sending) -> None:
    campaign = sending.campaign
    engagement = Engagement.objects.select_for_update(of=("self",)).get(
        pk=sending.engagement_id
    )
    _require_ready(engagement)
    if campaign.version is None:
        raise NoQuestionnaire
    sending.assessment = start_assessment(
        engagement=engagement,
        version=campaign.version,
        due_on=campaign.due_on,
        email=sending.email,
        prefill=campaign.prefill,
        whole=campaign.whole,
        campaign=campaign,
        by=campaign.created_by,
    )
    if campaign.analyst is not None:
        # Who may no longer see it is no reason to send nothing.
        with suppress(CannotSee):
            assign(sending.assessment, analyst=campaign.analyst, by=campaign.created_by)


def _ask(sending: Sending) -> None:
    """It goes to whoever answered; the first of them is noted as the address."""
    campaign = sending.campaign
    if sending.about is None:
        raise NotSubmitted
    sending.asked_in = ask_about_tools(
        sending.about,
        sending.entries,
        campaign.question,
        text=campaign.message,
        due_on=campaign.due_on,
        by=campaign.created_by,
    )
    if not sending.email:
        people = sending.asked_in.invitations.filter(revoked_at=None).exclude(email="")
        first = people.order_by("created_at").values_list("email", flat=True).first()
        sending.email = first or ""


@transaction.atomic
def retry(sending: Sending, *, email: str, by: User) -> Sending:
    """Try a row again, to the same address or another one.

    A row that never started is queued; where only the mail failed, it goes out once more, or
    the assessment is handed over to the new address. Raises what those raise.
    """
    found = _locked(sending.pk)
    if found is None:
        return sending
    before, found.email = found.email, address(email)
    if found.state != SendingState.STARTED:
        found.state, found.reason = SendingState.QUEUED, ""
        found.queued_at, found.attempts = timezone.now(), 0
    elif found.email != before:
        hand_over(_assessment(found), email=found.email, by=by)
    elif _waits(found):
        failed = (
            Delivery.objects.filter(
                invitation__response=found.asked_in or _assessment(found).response,
                invitation__revoked_at=None,
                email=found.email,
                state=DeliveryState.FAILED,
            )
            .select_related("invitation")
            .first()
        )
        if failed is not None:
            mail_again(failed.invitation)
    found.save(update_fields=["email", "state", "reason", "queued_at", "attempts"])
    record(
        "sending tried again",
        found.campaign,
        organisation=found.campaign.organisation,
        by=by,
        before={"engagement": str(found.engagement), "email": before},
        after={"email": found.email},
    )
    return found


def _assessment(sending: Sending) -> Assessment:
    """What was started, or what the question is about."""
    found = sending.assessment or sending.about
    if found is None:
        raise NothingWaiting
    return found


def _waits(sending: Sending) -> bool:
    """Whether the vendor still has something to answer here."""
    assessment = _assessment(sending)
    if sending.asked_in is not None:
        return assessment.follow_up_id == sending.asked_in_id
    return assessment.state == AssessmentState.SENT


def _require_ready(engagement: Engagement) -> None:
    if not engagement.profile:
        raise ProfileMissing
    if open_assessments(engagement=engagement):
        raise AlreadyOpen


def _held(campaign: Campaign) -> Campaign:
    return (
        Campaign.objects.select_for_update(of=("self",))
        .select_related("organisation", "analyst")
        .get(pk=campaign.pk)
    )


def _locked(sending_id: UUID) -> Sending | None:
    return (
        Sending.objects.select_for_update(of=("self",))
        .select_related(
            "campaign__organisation",
            "campaign__created_by",
            "campaign__analyst",
            "campaign__version__questionnaire",
            "engagement__vendor",
            "assessment__response",
            "about__response",
            "asked_in",
        )
        .filter(pk=sending_id)
        .first()
    )
