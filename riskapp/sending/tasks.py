"""What is sent later: an id in, one action."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from riskapp.accounts.queries import days_by_zone
from riskapp.assessments.models import Assessment
from riskapp.common.tasks import tried_again
from riskapp.common.wall import (
    CLOCK,
    in_organisation_of,
    of_everything,
    of_organisation_of,
)
from riskapp.common.work import MISSED_AFTER, one_of_many
from riskapp.common.zones import days_in
from riskapp.notifications.tasks import mail_soon
from riskapp.sending.actions import campaigns, reassessing, waiting
from riskapp.sending.actions.notifying import notify_of_dates
from riskapp.sending.choices import SendingState
from riskapp.sending.models import Sending
from riskapp.vendors.models import Engagement


@shared_task
@of_everything(CLOCK)
def notify_people_of_dates() -> None:
    """Tell of what is overdue, ends or was not delivered; running twice tells it once."""
    for zone, today in days_by_zone():
        mail_soon(notify_of_dates(today, zone))


@shared_task(bind=True, max_retries=None)
@of_organisation_of(Sending, "campaign__organisation", at=1)
def send_one(self: Any, sending_id: str) -> None:
    """Start or ask what one row of a campaign says; running twice does it once.

    What nobody foresaw is logged and tried again, three times in all, then told in words.
    """
    row = UUID(sending_id)

    def is_given_up(error: Exception) -> bool:
        sending = campaigns.give_up(row, error)
        return sending is None or sending.state != SendingState.QUEUED

    with tried_again(self, is_given_up, "Row %s of a campaign was not sent.", row):
        campaigns.send(row)


def send_soon(sending: Sending) -> None:
    """Queue a row once it is committed.

    Robust: a broker that is away stops nobody; ``send_what_was_missed`` comes back to it.
    """
    sending_id = str(sending.pk)
    transaction.on_commit(lambda: send_one.delay(sending_id), robust=True)


@shared_task
@of_everything(CLOCK)
def send_what_was_missed() -> None:
    """Queue rows again that nobody took, e.g. while the broker was away."""
    missed = Sending.objects.filter(
        state=SendingState.QUEUED, queued_at__lt=timezone.now() - MISSED_AFTER
    )
    for sending_id in missed.values_list("pk", flat=True):
        send_one.delay(str(sending_id))


@shared_task
@of_everything(CLOCK)
def send_due_reminders() -> None:
    """Remind whoever the schedule names today; one transaction each, twice is once."""
    for zone, today in days_by_zone():
        with days_in(zone):
            for assessment_id in waiting.to_remind(today, zone):
                with one_of_many(), in_organisation_of(Assessment, assessment_id):
                    waiting.remind(assessment_id, today)


@shared_task
@of_everything(CLOCK)
def propose_due_reviews() -> None:
    """Propose, or start, the reviews whose day has come; twice is once."""
    for zone, today in days_by_zone():
        with days_in(zone):
            for engagement_id in reassessing.due_by_calendar(today, zone):
                with one_of_many(), in_organisation_of(Engagement, engagement_id):
                    reassessing.propose_by_calendar(engagement_id, today)
