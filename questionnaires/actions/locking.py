"""Every change to a response takes its row first, so that changes happen one after another."""

from __future__ import annotations

from django.utils import timezone

from questionnaires.document.announced import decides_on_new_ones, with_announced
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.progress import Progress, difference, progress
from questionnaires.errors import ResponseLocked
from questionnaires.models import Response
from questionnaires.queries import answer_set_of, guide_for


def locked_open(response: Response) -> Response:
    """The row, locked until the transaction ends; raises ResponseLocked after submission."""
    locked = Response.objects.select_for_update().get(pk=response.pk)
    if not locked.is_open:
        raise ResponseLocked
    if Response.version.is_cached(response):
        locked.version = response.version  # never changes; its document is large
    return locked


def recount_after(
    response: Response,
    before: AnswerSet,
    after: AnswerSet,
    question_id: str,
    entry_id: str,
) -> None:
    """Store the progress after one answer, from what it changed.

    Conditions may look at how old a date is, so the first change of a day counts anew, and so
    does one that decides on entries that are not there yet.
    """
    is_new_day = timezone.localdate(response.changed_at) != after.as_of
    guide = guide_for(response)
    if is_new_day or decides_on_new_ones(after.document, guide, question_id, entry_id):
        recount(response, after)
        return
    answered, applicable = difference(before, after, question_id, entry_id)
    response.answered += answered
    response.applicable += applicable
    response.changed_at = timezone.now()
    response.save(update_fields=["answered", "applicable", "changed_at"])


def recount(
    response: Response, answer_set: AnswerSet | None = None
) -> tuple[AnswerSet, Progress]:
    """Store the progress after a change; the answer set is returned for whoever shows the page.

    While it is open, entries that were announced count as if they were there.
    """
    answer_set = answer_set or answer_set_of(response)
    counts_new = response.is_open and not response.is_limited
    now = progress(
        with_announced(answer_set, guide_for(response)) if counts_new else answer_set
    )
    response.answered = now.answered
    response.applicable = now.applicable
    response.changed_at = timezone.now()
    response.save(update_fields=["answered", "applicable", "changed_at"])
    return answer_set, now
