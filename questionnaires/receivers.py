"""What follows from a change once it is committed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from questionnaires.models import Delivery
from questionnaires.signals import delivery_queued
from questionnaires.tasks import deliver


@receiver(delivery_queued, dispatch_uid="questionnaires.hand_to_worker")
def hand_to_worker(delivery: Delivery, **kwargs: Any) -> None:
    """Hand a queued mail to the worker.

    Robust: a broker that is away stops nobody; ``deliver_what_was_missed`` comes back to it.
    """

    def hand_over() -> None:
        deliver.delay(str(delivery.pk))

    transaction.on_commit(hand_over, robust=True)
