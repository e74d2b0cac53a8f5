"""Answers to one question for several entries, saved together and brought back together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from questionnaires.actions.answers import GivenAnswer, save_answers
from questionnaires.actions.locking import locked_open
from questionnaires.document.values import Value
from questionnaires.models import Answer, Entry, Respondent, Response
from questionnaires.queries import answer_set_of


@dataclass(frozen=True, slots=True)
class SavedTogether:
    """What a save did to the answer of one entry: what stood there before, and the change that
    made what stands there now (0 where it was cleared)."""

    entry: str
    before: Value | None
    was_unconfirmed: bool
    revision: int


@transaction.atomic
def save_together(
    response: Response,
    question: str,
    given: Sequence[GivenAnswer],
    *,
    respondent: Respondent | None = None,
) -> list[SavedTogether]:
    """Save answers to one question; what became of those that changed. Raises what
    ``save_answers`` raises; then nothing is changed."""
    response = locked_open(response)
    before = _answers(response, question)
    save_answers(response, given, respondent=respondent)
    after = _answers(response, question)
    return [
        _saved(str(entry), before.get(entry), after.get(entry))
        for entry in before.keys() | after.keys()
        if _revision(before.get(entry)) != _revision(after.get(entry))
    ]


@transaction.atomic
def bring_back(
    response: Response,
    question: str,
    saved: Collection[SavedTogether],
    *,
    respondent: Respondent | None = None,
) -> int:
    """Bring back what stood before a save; how many answers. What was changed, confirmed or
    removed since, or is not asked any more, stays. Raises ResponseLocked."""
    response = locked_open(response)
    now = _answers(response, question)
    answer_set = answer_set_of(response)
    entries = {
        str(entry.pk): entry
        for entry in Entry.objects.filter(response=response, removed_at=None)
    }
    given = [
        GivenAnswer(question, entry, one.before, is_unconfirmed=one.was_unconfirmed)
        for one in saved
        if (entry := entries.get(one.entry))
        and _revision(now.get(entry.pk)) == one.revision
        and answer_set.asks(question, one.entry)
    ]
    return save_answers(response, given, respondent=respondent)


def _answers(response: Response, question: str) -> dict[UUID | None, Answer]:
    found = Answer.objects.filter(response=response, question=question)
    return {answer.entry_id: answer for answer in found}


def _saved(entry: str, was: Answer | None, now: Answer | None) -> SavedTogether:
    return SavedTogether(
        entry,
        before=was.value if was else None,
        was_unconfirmed=was is not None and was.prefilled,
        revision=_revision(now),
    )


def _revision(answer: Answer | None) -> int:
    return answer.revision if answer else 0
