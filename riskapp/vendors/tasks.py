"""Work that is done later: an id in, one action."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from riskapp.common.tasks import tried_again
from riskapp.common.wall import CLOCK, of_everything, of_organisation_of
from riskapp.common.work import MISSED_AFTER
from riskapp.vendors.actions.importing import apply_import, give_up
from riskapp.vendors.choices import ImportState
from riskapp.vendors.models import Import


@shared_task(bind=True, max_retries=None)
@of_organisation_of(Import, at=1)
def import_vendors(self: Any, import_id: str) -> None:
    """Put a checked file into the register; running twice imports once.

    What nobody foresaw is logged and tried again, three times in all, then told in words.
    """
    found = Import.objects.filter(pk=import_id).first()
    if found is None:
        return
    with tried_again(
        self,
        lambda error: give_up(found, error).state != ImportState.QUEUED,
        "Import %s was not done.",
        found.pk,
    ):
        apply_import(found)


@shared_task
@of_everything(CLOCK)
def import_what_was_missed() -> None:
    """Queue files again that nobody took, e.g. while the broker was away."""
    missed = Import.objects.filter(
        state=ImportState.QUEUED, queued_at__lt=timezone.now() - MISSED_AFTER
    )
    for import_id in missed.values_list("pk", flat=True):
        import_vendors.delay(str(import_id))
