"""Work that is done later, with the rights of the worker."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.db import DatabaseError
from django.utils import timezone

from riskapp.privacy.actions.erasing import erase, give_up
from riskapp.privacy.choices import ErasureState
from riskapp.privacy.models import Erasure

logger = logging.getLogger(__name__)
MISSED_AFTER = timedelta(minutes=5)


@shared_task(autoretry_for=(OSError,), max_retries=5, retry_backoff=10)
def erase_person(erasure_id: str) -> None:
    """Erase a person, as it was asked for."""
    erasure = Erasure.objects.filter(pk=erasure_id).first()
    if erasure is None:
        return
    try:
        erase(erasure)
    except DatabaseError:
        logger.exception("An erasure failed.")
        give_up(erasure)


@shared_task
def erase_what_was_missed() -> None:
    """Do what nobody did, because the worker or the broker was away."""
    waiting = Erasure.objects.filter(
        state=ErasureState.QUEUED, asked_at__lt=timezone.now() - MISSED_AFTER
    )
    for erasure_id in waiting.values_list("pk", flat=True):
        erase_person(str(erasure_id))
