"""Reads about campaigns, and about what is to be assessed again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from questionnaires.choices import DeliveryKind, DeliveryState
from questionnaires.models import Delivery, Respondent
from riskapp.accounts.models import User
from riskapp.assessments.choices import (
    AssessmentState,
    Progress,
    ReassessmentState,
    SendingState,
)
from riskapp.assessments.models import Campaign, Reassessment, Sending
from riskapp.vendors.models import Contact, Engagement


@dataclass(frozen=True, slots=True)
class SendingRow:
    """One engagement of a campaign: how far it is, and what went wrong with the mail."""

    sending: Any
    progress: Progress
    is_overdue: bool
    reason: str

    @property
    def can_retry(self) -> bool:
        return self.progress is Progress.FAILED


def campaign_rows(campaign: Campaign) -> list[SendingRow]:
    """Every row of a campaign by vendor; one query whatever their number."""
    mails = (
        Delivery.objects.filter(
            invitation__response=OuterRef("assessment__response"),
            invitation__revoked_at=None,
        )
        .exclude(kind=DeliveryKind.CODE)
        .order_by("-queued_at")
    )
    entered = Respondent.objects.filter(response=OuterRef("assessment__response"))
    sendings = (
        Sending.objects.filter(campaign=campaign)
        .select_related(
            "engagement__vendor", "assessment__response", "assessment__score"
        )
        .defer(
            "engagement__profile",
            "assessment__response__profile",
            "assessment__response__closed",
            "assessment__score__result",
        )
        .annotate(
            is_entered=Exists(entered),
            mail_state=Subquery(mails.values("state")[:1]),
            mail_reason=Subquery(mails.values("reason")[:1]),
        )
        .order_by("engagement__vendor__name", "engagement__name")
    )
    today = timezone.localdate()
    return [_row(sending, today) for sending in sendings]


def campaign_counts(rows: Iterable[SendingRow]) -> dict[str, int]:
    """How many rows there are of each kind of progress, all of them, and overdue ones."""
    rows = list(rows)
    found = Counter(row.progress.value for row in rows)
    counts = {progress.value: found[progress.value] for progress in Progress}
    return counts | {
        "all": len(rows),
        "overdue": sum(row.is_overdue for row in rows),
    }


def campaigns_of(user: User) -> QuerySet[Campaign]:
    """The campaigns a person may see, newest first, with what became of them."""
    return (
        Campaign.objects.visible_to(user)
        .select_related("created_by")
        .annotate(
            total=Count("sendings"),
            failed=Count("sendings", filter=Q(sendings__state=SendingState.FAILED)),
            answered=Count(
                "sendings",
                filter=Q(sendings__assessment__response__submitted_at__isnull=False),
            ),
        )
        .order_by("-created_at")
    )


def to_send(ids: Iterable[UUID], user: User) -> list[dict[str, Any]]:
    """Engagements that were picked, each with whom it can be addressed to; three queries.

    ``because`` says why one cannot be sent to.
    """
    contacts = Prefetch("vendor__contacts", queryset=Contact.objects.all())
    found = (
        Engagement.objects.visible_to(user)
        .filter(pk__in=list(ids))
        .select_related("vendor")
        .prefetch_related(contacts)
        .order_by("vendor__name", "name")
    )
    busy = set(
        Engagement.objects.visible_to(user)
        .filter(
            pk__in=list(ids),
            assessments__state__in=(
                AssessmentState.SENT,
                AssessmentState.SUBMITTED,
                AssessmentState.CLARIFYING,
            ),
        )
        .values_list("pk", flat=True)
    )
    return [_candidate(engagement, busy) for engagement in found]


def proposed(user: User) -> QuerySet[Reassessment]:
    """What waits for a person to start or dismiss it, the longest due first."""
    return (
        Reassessment.objects.visible_to(user)
        .filter(
            state=ReassessmentState.PROPOSED,
            engagement__archived_at=None,
            engagement__vendor__archived_at=None,
        )
        .select_related("engagement__vendor", "recorded_by")
        .defer("engagement__profile")
        .order_by("due_on", "recorded_at")
    )


def _candidate(engagement: Engagement, busy: set[UUID]) -> dict[str, Any]:
    contacts = list(engagement.vendor.contacts.all())
    because = ""
    if engagement.is_archived or engagement.vendor.is_archived:
        because = "Archived"
    elif not engagement.profile:
        because = "The questions about this work are not answered"
    elif engagement.pk in busy:
        because = "An assessment is open already"
    return {
        "engagement": engagement,
        "contacts": contacts,
        "email": contacts[0].email if contacts else "",
        "because": because,
    }


def _row(sending: Any, today: Any) -> SendingRow:
    assessment = sending.assessment
    if assessment is None:
        failed = sending.state == SendingState.FAILED
        progress = Progress.FAILED if failed else Progress.QUEUED
        return SendingRow(sending, progress, is_overdue=False, reason=sending.reason)
    response = assessment.response
    if assessment.state == AssessmentState.WITHDRAWN:
        progress = Progress.WITHDRAWN
    elif not response.is_open:
        progress = Progress.SUBMITTED
    elif response.changed_at > response.opened_at and sending.is_entered:
        progress = Progress.ANSWERING
    elif sending.is_entered:
        progress = Progress.OPENED
    elif sending.mail_state == DeliveryState.FAILED:
        progress = Progress.FAILED
    elif sending.mail_state == DeliveryState.QUEUED:
        progress = Progress.QUEUED
    else:
        progress = Progress.SENT
    return SendingRow(
        sending,
        progress,
        is_overdue=assessment.is_overdue(today),
        reason=Delivery(reason=sending.mail_reason or "").why,
    )
