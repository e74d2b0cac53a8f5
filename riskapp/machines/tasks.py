"""What is sent later, and work of the clock."""

from __future__ import annotations

import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from riskapp.audit.models import AuditEntry
from riskapp.common.wall import CLOCK, of_everything, of_organisation_of
from riskapp.machines.actions.tokens import forget_ended
from riskapp.machines.actions.webhooks import (
    forget_messages,
    note_messages,
    note_missed,
    send_message,
)
from riskapp.machines.choices import MessageState
from riskapp.machines.models import WebhookMessage

AT_ONCE = 2000
# New messages are sent by the task that noted them; the clock takes what that one left.
LEFT_AFTER = datetime.timedelta(seconds=30)


@shared_task
@of_organisation_of(AuditEntry)
def tell_webhooks(entry_id: int) -> None:
    """Note what webhooks are told of an entry, and send it; running twice tells it once."""
    entry = AuditEntry.objects.filter(pk=entry_id).first()
    for message_id in note_messages(entry) if entry else []:
        deliver.delay(str(message_id))


@shared_task
@of_organisation_of(WebhookMessage)
def deliver(message_id: str) -> None:
    """Tell a webhook one thing; running twice tells it once."""
    send_message(UUID(message_id))


@shared_task
@of_everything(CLOCK)
def send_what_waits() -> None:
    """Queue what is to be tried again, that nobody took, or that nobody noted."""
    for message_id in note_missed():
        deliver.delay(str(message_id))
    due = WebhookMessage.objects.filter(
        state=MessageState.WAITING, next_at__lt=timezone.now() - LEFT_AFTER
    )
    for message_id in due.order_by("next_at").values_list("pk", flat=True)[:AT_ONCE]:
        deliver.delay(str(message_id))


@shared_task
@of_everything(CLOCK)
def forget_tokens() -> None:
    """Delete tokens that ended, kept replies past their day, and old messages."""
    forget_ended()
    forget_messages()
