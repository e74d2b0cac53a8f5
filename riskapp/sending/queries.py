"""Reads about campaigns, and about what is to be assessed again."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from questionnaires.choices import DeliveryKind, DeliveryState
from questionnaires.models import Delivery, Respondent, Response
from riskapp.accounts.models import User
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment, Score
from riskapp.common.sorting import Natural
from riskapp.sending.choices import (
    CampaignKind,
    CampaignProgress,
    ReassessmentState,
    SendingState,
)
from riskapp.sending.models import Campaign, Reassessment, Sending
from riskapp.shipped.core import core_document_in
from riskapp.vendors.models import Contact, Engagement


@dataclass(frozen=True, slots=True)
class SendingRow:
    """One engagement of a campaign: how far it is, and what went wrong with the mail."""

    sending: Any
    progress: CampaignProgress
    is_overdue: bool
    reason: str
    response: Response | None = None

    @property
    def assessment(self) -> Any:
        """What was started, or what the question is about."""
        return self.sending.assessment or self.sending.about

    @property
    def due_on(self) -> datetime.date | None:
        """When it is due; None before the vendor was asked."""
        if self.sending.assessment is not None:
            due_on: datetime.date = self.sending.assessment.due_on
            return due_on
        return self.response.due_on if self.response else None

    @property
    def can_retry(self) -> bool:
        return self.progress is CampaignProgress.FAILED


def campaign_rows(campaign: Campaign) -> list[SendingRow]:
    """Every row of a campaign by vendor; one query whatever their number."""
    mails = (
        Delivery.objects.filter(
            invitation__response=OuterRef("waits_in"),
            invitation__revoked_at=None,
        )
        .exclude(kind=DeliveryKind.CODE)
        .order_by("-queued_at")
    )
    entered = Respondent.objects.filter(response=OuterRef("waits_in"))
    sendings = (
        Sending.objects.filter(campaign=campaign)
        .select_related(
            "engagement__vendor",
            "assessment__response",
            "assessment__score",
            "about",
            "asked_in",
        )
        .defer(
            "engagement__profile",
            "assessment__response__profile",
            "assessment__response__closed",
            *Score.result_of("assessment__score"),
            "asked_in__profile",
            "asked_in__closed",
        )
        .annotate(waits_in=Coalesce("asked_in_id", "assessment__response_id"))
        .annotate(
            is_entered=Exists(entered),
            mail_state=Subquery(mails.values("state")[:1]),
            mail_reason=Subquery(mails.values("reason")[:1]),
        )
        .order_by("engagement__vendor__name_sorted", "engagement__name_sorted")
    )
    today = timezone.localdate()
    return [_row(sending, today) for sending in sendings]


def question_in_words(campaign: Campaign) -> str:
    """The answer a question about tools is about, in the reader's language; "" for none."""
    document = core_document_in(get_language() or "en")
    question = document.questions.get(campaign.question)
    return f"{question.id} {question.text}" if question else campaign.question


def campaign_counts(rows: Iterable[SendingRow]) -> dict[str, int]:
    """How many rows there are of each kind of progress, all of them, and overdue ones."""
    rows = list(rows)
    found = Counter(row.progress.value for row in rows)
    counts = {progress.value: found[progress.value] for progress in CampaignProgress}
    return counts | {
        "all": len(rows),
        "overdue": sum(row.is_overdue for row in rows),
    }


def campaigns_of(user: User) -> QuerySet[Campaign]:
    """The campaigns a person may see, newest first, with what became of them."""
    return (
        Campaign.objects.visible_to(user)
        .alias(name_sorted=Natural("name"))
        .select_related("created_by", "version__questionnaire")
        .defer("version__document")
        .annotate(
            total=Count("sendings"),
            failed=Count("sendings", filter=Q(sendings__state=SendingState.FAILED)),
            answered=Count(
                "sendings",
                filter=Q(sendings__assessment__response__submitted_at__isnull=False)
                | Q(sendings__asked_in__submitted_at__isnull=False),
            ),
        )
        .order_by("-created_at")
    )


def campaigners_in(user: User) -> list[tuple[str, str]]:
    """Everybody whose work the answers of a campaign are that a person may see, as key and
    name; one query."""
    seen = Campaign.objects.visible_to(user).order_by()
    whose = seen.annotate(whose=Coalesce("analyst_id", "created_by_id")).values("whose")
    people = User.objects.filter(pk__in=whose).order_by(Natural("name"), "email")
    return [(str(person.pk), str(person)) for person in people]


def asked_by(campaign: Campaign, *, waits: bool) -> list[Assessment]:
    """The assessments that a campaign started or asked about; with ``waits`` those in which the
    vendor still has to answer what it asked. By vendor; one query."""
    about = Q(sending__campaign=campaign)
    if campaign.kind == CampaignKind.QUESTION:
        replies = Sending.objects.filter(campaign=campaign).exclude(asked_in=None)
        about = Q(pk__in=replies.values("about"))
        if waits:
            about = Q(follow_up__in=replies.values("asked_in"))
    found = Assessment.objects.filter(about, organisation=campaign.organisation_id)
    if waits:
        found = found.answerable()
    return list(
        found.select_related("engagement__vendor__organisation").order_by(
            "engagement__vendor__name_sorted", "engagement__name_sorted", "pk"
        )
    )


def to_send(ids: Iterable[UUID], user: User) -> list[dict[str, Any]]:
    """Engagements that were picked, each with whom it can be addressed to; three queries.

    ``because`` says why one cannot be sent to.
    """
    contacts = Prefetch("vendor__contacts", queryset=Contact.objects.all())
    found = list(
        Engagement.objects.visible_to(user)
        .filter(pk__in=list(ids))
        .select_related("vendor")
        .prefetch_related(contacts)
        .order_by("vendor__name_sorted", "name_sorted")
    )
    waiting = Assessment.objects.unfinished().filter(engagement__in=found)
    busy = set(waiting.values_list("engagement", flat=True))
    return [_candidate(engagement, busy) for engagement in found]


def proposed(user: User) -> QuerySet[Reassessment]:
    """What waits for a person to start or dismiss it, the longest due first."""
    return (
        Reassessment.objects.visible_to(user)
        .filter(
            state=ReassessmentState.PROPOSED,
            engagement__organisation__in=user.organisation_ids(),
            engagement__put_away=False,
        )
        .select_related("engagement__vendor", "recorded_by")
        .defer("engagement__profile")
        .order_by("due_on", "recorded_at")
    )


def _candidate(engagement: Engagement, busy: set[UUID]) -> dict[str, Any]:
    contacts = list(engagement.vendor.contacts.all())
    because = mend = ""
    if engagement.is_archived or engagement.vendor.is_archived:
        because = _("Archived")
    elif not engagement.profile:
        because = _("The questions about this work are not answered")
        mend = reverse("vendors:edit_engagement", args=[engagement.pk])
    elif engagement.pk in busy:
        because = _("An assessment is open already")
    return {
        "engagement": engagement,
        "contacts": contacts,
        "email": contacts[0].email if contacts else "",
        "because": because,
        "mend": mend,
    }


def _row(sending: Any, today: Any) -> SendingRow:
    response = _response(sending)
    if response is None:
        failed = sending.state == SendingState.FAILED
        progress = CampaignProgress.FAILED if failed else CampaignProgress.QUEUED
        return SendingRow(sending, progress, is_overdue=False, reason=sending.why)
    if not response.is_open:
        progress = CampaignProgress.SUBMITTED
    elif _is_withdrawn(sending):
        progress = CampaignProgress.WITHDRAWN
    elif response.changed_at > response.opened_at and sending.is_entered:
        progress = CampaignProgress.ANSWERING
    elif sending.is_entered:
        progress = CampaignProgress.OPENED
    elif sending.mail_state == DeliveryState.FAILED:
        progress = CampaignProgress.FAILED
    elif sending.mail_state == DeliveryState.QUEUED:
        progress = CampaignProgress.QUEUED
    else:
        progress = CampaignProgress.SENT
    return SendingRow(
        sending,
        progress,
        is_overdue=_is_overdue(sending, today)
        and progress != CampaignProgress.WITHDRAWN,
        reason=Delivery(reason=sending.mail_reason or "").why,
        response=response,
    )


def _response(sending: Any) -> Response | None:
    """Where the vendor answers or replies; None before it was asked."""
    if sending.asked_in is not None:
        found: Response = sending.asked_in
        return found
    return sending.assessment.response if sending.assessment else None


def _is_withdrawn(sending: Any) -> bool:
    if sending.asked_in is not None:
        return bool(sending.about.follow_up_id != sending.asked_in_id)
    return bool(sending.assessment.state == AssessmentState.WITHDRAWN)


def _is_overdue(sending: Any, today: Any) -> bool:
    reply = sending.asked_in
    if reply is not None:
        return bool(reply.is_open and reply.due_on and reply.due_on < today)
    is_out = sending.assessment.state == AssessmentState.SENT
    return bool(is_out and sending.assessment.due_on < today)  # what it asked itself
