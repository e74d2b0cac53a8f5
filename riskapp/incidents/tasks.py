"""What the clock does about incidents."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from riskapp.common.wall import CLOCK, of_everything
from riskapp.incidents.actions.notifying import notify_of_incidents
from riskapp.notifications.tasks import mail_soon


@shared_task
@of_everything(CLOCK)
def notify_people_of_incidents() -> None:
    """Tell of late answers, ending clocks and failed mails; running twice tells it once."""
    mail_soon(notify_of_incidents(timezone.now()))
