"""Work that is done later: an id in, one action."""

from __future__ import annotations

import datetime

from celery import shared_task
from django.utils import timezone

from questionnaires.actions.deliveries import ATTEMPTS, NotDelivered, send_delivery
from questionnaires.choices import DeliveryState
from questionnaires.models import Delivery

FORGOTTEN_AFTER = datetime.timedelta(minutes=15)


@shared_task(autoretry_for=(NotDelivered,), max_retries=ATTEMPTS, retry_backoff=10)
def deliver(delivery_id: str) -> None:
    """Send one mail; running twice sends it once."""
    delivery = Delivery.objects.filter(pk=delivery_id).first()
    if delivery is not None:
        send_delivery(delivery)


@shared_task
def deliver_what_was_missed() -> None:
    """Queue mails again that nobody took, e.g. while the broker was away."""
    missed = Delivery.objects.filter(
        state=DeliveryState.QUEUED, queued_at__lt=timezone.now() - FORGOTTEN_AFTER
    )
    for delivery_id in missed.values_list("pk", flat=True)[:500]:
        deliver.delay(str(delivery_id))
