"""Every change to a response takes its row first, so that changes happen one after another."""

from __future__ import annotations

from django.utils import timezone

from questionnaires.document.progress import Progress, difference, progress
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


def recount_after(
    response: Response, before: Sheet, after: Sheet, question_id: str, entry_id: str
) -> None:
    """Store the progress after one answer, from what it changed.

    Conditions may look at how old a date is, so the first change of a day counts anew.
    """
    if timezone.localdate(response.changed_at) != after.as_of:
        recount(response, after)
        return
    answered, applicable = difference(before, after, question_id, entry_id)
    response.answered += answered
    response.applicable += applicable
    response.changed_at = timezone.now()
    response.save(update_fields=["answered", "applicable", "changed_at"])


def recount(response: Response, sheet: Sheet | None = None) -> tuple[Sheet, Progress]:
    """Store the progress after a change; the sheet is returned for whoever shows the page."""
    sheet = sheet or sheet_of(response)
    now = progress(sheet)
    response.answered = now.answered
    response.applicable = now.applicable
    response.changed_at = timezone.now()
    response.save(update_fields=["answered", "applicable", "changed_at"])
    return sheet, now
