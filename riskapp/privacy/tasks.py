"""Work that is done later, with the rights of the worker."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from riskapp.accounts.models import Organisation, User
from riskapp.common.clocks import moved_far
from riskapp.common.wall import CLOCK, everything, in_organisation, of_organisation_of
from riskapp.common.work import one_of_many
from riskapp.privacy.actions.deleting import delete_past, remove_samples
from riskapp.privacy.actions.erasing import begin, erase, give_up
from riskapp.privacy.choices import ErasureState
from riskapp.privacy.models import Erasure
from riskapp.privacy.queries.samples import MISSED_AFTER, samples_left

logger = logging.getLogger(__name__)
MOST_BATCHES = 200  # of an organisation in a day; what is left is for the next


@shared_task
@of_organisation_of(Erasure)
def erase_person(erasure_id: str) -> None:
    """Erase a person, as it was asked for; the clock comes back to what could not be done,
    three times in all."""
    erasure = Erasure.objects.filter(pk=erasure_id).first()
    if erasure is None or not begin(erasure):
        return
    try:
        erase(erasure)
    except Exception:
        logger.exception("An erasure failed.")
        give_up(erasure)


@shared_task
@of_organisation_of(Organisation, "pk")
def remove_sample_data(organisation_id: str, user_id: int) -> None:
    """Remove what was there to look around in; running twice does it once."""
    organisation = Organisation.objects.get(pk=organisation_id)
    remove_samples(organisation, by=User.objects.filter(pk=user_id).first())


@shared_task
def erase_what_was_missed() -> None:
    """Do what nobody did, because the worker or the broker was away, or something failed."""
    waiting = Erasure.objects.filter(
        state=ErasureState.QUEUED, asked_at__lt=timezone.now() - MISSED_AFTER
    )
    with everything(CLOCK):
        ids = list(waiting.values_list("pk", flat=True))
        left = samples_left()
    for erasure_id in ids:
        erase_person.delay(str(erasure_id))
    for organisation_id, user_id in left:
        remove_sample_data.delay(str(organisation_id), user_id)


@shared_task
def delete_what_is_past_its_period() -> None:
    """Daily: what each organisation no longer keeps, in batches, each with its entry."""
    if moved_far():
        logger.error(
            "The clock of this machine was moved far; nothing is deleted until the worker "
            "is started again."
        )
        return
    with everything(CLOCK):
        organisations = list(Organisation.objects.order_by("pk"))
    for organisation in organisations:
        with one_of_many(), in_organisation(organisation.pk):
            for _batch in range(MOST_BATCHES):
                if not delete_past(organisation):
                    break
