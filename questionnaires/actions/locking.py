"""Every change to a response takes its row first, so that changes happen one after another."""

from __future__ import annotations

from django.utils import timezone

from questionnaires.document.progress import Progress, progress
from questionnaires.document.sheet import Sheet
from questionnaires.errors import ResponseLocked
from questionnaires.models import Response
from questionnaires.queries import sheet_of


def locked_open(response: Response) -> Response:
    """The row, locked until the transaction ends; raises ResponseLocked after submission."""
    locked = Response.objects.select_for_update().get(pk=response.pk)
    if not locked.is_open:
        raise ResponseLocked
    if Response.version.is_cached(response):
        locked.version = response.version  # never changes; its document is large
    return locked


def recount(response: Response, sheet: Sheet | None = None) -> tuple[Sheet, Progress]:
    """Store the progress after a change; the sheet is returned for whoever shows the page."""
    sheet = sheet or sheet_of(response)
    now = progress(sheet)
    response.answered = now.answered
    response.applicable = now.applicable
    response.changed_at = timezone.now()
    response.save(update_fields=["answered", "applicable", "changed_at"])
    return sheet, now
