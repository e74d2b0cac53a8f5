"""Work that is done later: an id in, one action."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils.translation import gettext_noop as mark

from riskapp.common.tasks import takes_over, tried_again
from riskapp.common.wall import CLOCK, of_everything, of_organisation_of
from riskapp.vendor_copies import actions
from riskapp.vendor_copies.models import Copy


@shared_task(bind=True, max_retries=None)
@of_organisation_of(Copy, "response__tenant", at=1)
def render_copy(self: Any, copy_id: str) -> None:
    """Make a copy; running twice, or after a killed worker, makes one file.

    What nobody foresaw is logged and tried again, three times in all, then told in words.
    """
    copy = Copy.objects.get(pk=copy_id)
    with tried_again(
        self,
        lambda _error: not actions.give_up(copy).is_working,
        "Copy %s was not made.",
        copy.pk,
    ):
        try:
            actions.render_copy(copy, takes_over=takes_over(self))
        except SoftTimeLimitExceeded:
            actions.fail_copy(
                copy, mark("Making the copy took too long and was stopped.")
            )


@shared_task
@of_everything(CLOCK)
def make_what_was_missed() -> None:
    """Queue copies that nobody took, and those whose worker is gone; twice is once."""
    for copy_id in actions.left_behind():
        render_copy.delay(str(copy_id))
