"""Work that is done later: an id in, one action."""

from __future__ import annotations

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils.translation import gettext_noop as mark

from riskapp.copies import actions
from riskapp.copies.models import Copy


@shared_task(autoretry_for=(OSError,), max_retries=3, retry_backoff=True)
def render_copy(copy_id: str) -> None:
    """Make a copy; running twice, or after a killed worker, makes one file."""
    copy = Copy.objects.get(pk=copy_id)
    try:
        actions.render_copy(copy)
    except SoftTimeLimitExceeded:
        actions.fail_copy(copy, mark("Making the copy took too long and was stopped."))
