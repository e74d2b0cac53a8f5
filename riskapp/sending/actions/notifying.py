"""Telling people what only time brings about: nobody does it, so no entry of the trail says it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils import timezone

from questionnaires.choices import DeliveryState
from questionnaires.models import Delivery
from riskapp.accounts.models import Organisation
from riskapp.assessments.models import Assessment
from riskapp.common.wall import in_organisation
from riskapp.common.work import one_of_many
from riskapp.findings.models import Finding
from riskapp.notifications.actions.notifying import NotificationEvent, notify
from riskapp.notifications.choices import NotificationKind, Sentence
from riskapp.notifications.models import Notification

WARN_BEFORE = datetime.timedelta(days=30)
LOOK_BACK = datetime.timedelta(days=7)


def notify_of_dates(today: datetime.date, zone: str = "") -> list[Notification]:
    """Tell of overdue answers, acceptances that end within 30 days, and failed mails.

    ``zone`` names the time zone in which it is ``today``: only what is counted there.
    Each is told once: a due date or an end that was moved is a new event. Returns what
    is new.
    """
    made: list[Notification] = []
    for organisation, event in (
        *_overdue(today, zone),
        *_ending(today, zone),
        *_undelivered(),
    ):
        with one_of_many(), in_organisation(organisation.pk):
            made += notify(organisation, event)
    return made


def _overdue(
    today: datetime.date, zone: str
) -> Iterator[tuple[Organisation, NotificationEvent]]:
    late = (
        Assessment.objects.counted_in(zone)
        .overdue(today)
        .filter(awaited_by__gte=today - WARN_BEFORE)
    )
    for row in late.select_related("organisation", "engagement__vendor"):
        key = f"{row.pk} {row.answer_by}"
        facts = {"day": row.answer_by.isoformat()}
        yield (
            row.organisation,
            _about(row, NotificationKind.OVERDUE, key, Sentence.DUE, facts),
        )


def _ending(
    today: datetime.date, zone: str
) -> Iterator[tuple[Organisation, NotificationEvent]]:
    ending = (
        Finding.objects.accepted()
        .counted_in(zone)
        .filter(accepted_until__gte=today, accepted_until__lte=today + WARN_BEFORE)
    )
    for row in ending.select_related("organisation"):
        key = f"{row.pk} {row.accepted_until}"
        event = NotificationEvent(
            NotificationKind.ACCEPTANCE,
            key,
            "findings.finding",
            str(row.pk),
            row.text,
            sentence=Sentence.ACCEPTED,
            facts={"day": str(row.accepted_until)},
        )
        yield row.organisation, event


def _undelivered() -> Iterator[tuple[Organisation, NotificationEvent]]:
    failed = Delivery.objects.filter(
        state=DeliveryState.FAILED, queued_at__gte=timezone.now() - LOOK_BACK
    ).select_related("invitation")
    by_response = {row.invitation.response_id: row for row in failed}
    for field in ("response", "follow_up"):
        rows = Assessment.objects.filter(**{f"{field}__in": list(by_response)})
        for row in rows.select_related("organisation", "engagement__vendor"):
            delivery = by_response[getattr(row, f"{field}_id")]
            reason, code = delivery.fault
            facts = {"email": delivery.email, "reason": reason, "code": code}
            about = _about(
                row,
                NotificationKind.MAIL_FAILED,
                str(delivery.pk),
                Sentence.UNDELIVERED,
                facts,
            )
            yield row.organisation, about


def _about(
    assessment: Assessment,
    kind: NotificationKind,
    key: str,
    sentence: Sentence,
    facts: dict[str, str],
) -> NotificationEvent:
    return NotificationEvent(
        kind,
        key,
        "assessments.assessment",
        str(assessment.pk),
        str(assessment),
        sentence=sentence,
        facts=facts,
    )
