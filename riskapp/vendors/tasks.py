"""Work that is done later: an id in, one action."""

from __future__ import annotations

import datetime

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from riskapp.vendors.actions.importing import apply_import
from riskapp.vendors.choices import ImportState
from riskapp.vendors.models import Import

FORGOTTEN_AFTER = datetime.timedelta(minutes=2)


@shared_task(autoretry_for=(OperationalError,), max_retries=5, retry_backoff=True)
def import_vendors(import_id: str) -> None:
    """Put a checked file into the register; running twice imports once."""
    found = Import.objects.filter(pk=import_id).first()
    if found is not None:
        apply_import(found)


@shared_task
def import_what_was_missed() -> None:
    """Queue files again that nobody took, e.g. while the broker was away."""
    missed = Import.objects.filter(
        state=ImportState.QUEUED, queued_at__lt=timezone.now() - FORGOTTEN_AFTER
    )
    for import_id in missed.values_list("pk", flat=True):
        import_vendors.delay(str(import_id))
