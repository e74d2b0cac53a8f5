"""Answers that were proposed, confirmed by a person: whatever proposed them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from django.db import transaction

from questionnaires.actions.answers import (
    GivenAnswer,
    confirm_answers,
    save_answers,
)
from questionnaires.actions.history import remember
from questionnaires.actions.locking import locked_open
from questionnaires.choices import EventKind
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.values import Value
from questionnaires.models import Entry, Respondent, Response
from questionnaires.queries import answer_set_of
from questionnaires.queries.proposals import OfferedAnswer, able_to_stand, offered
from questionnaires.signals import offers_confirmed


@transaction.atomic
def confirm_offered(
    response: Response,
    seen: Mapping[str, Mapping[str, Value]],
    *,
    may_answer: Callable[[str], bool],
    respondent: Respondent | None = None,
) -> int:
    """Give, or stand by, the answers that are proposed and were ``seen`` as they are; how many.

    ``seen`` holds values by question, by the id of the entry ("": the questionnaire as a
    whole). What was answered meanwhile, or is proposed no longer or differently, stays as it
    is, and so does what would not be asked without other answers that are proposed.
    Raises ResponseLocked.
    """
    response = locked_open(response)
    now = answer_set_of(response)
    wanted = _wanted(response, now, seen, may_answer)
    filling = able_to_stand(now, [one for one in wanted if not one.is_there])
    there = [one for one in wanted if one.is_there and now.asks(*one.place)]
    chosen = [*filling, *there]
    entries = _entries(response, chosen)
    given = [
        GivenAnswer(one.question.id, entries[one.entry], one.value) for one in filling
    ]
    if given:
        save_answers(response, given, respondent=respondent)
    for own in {one.entry for one in there if one.before}:
        names = [one.question.id for one in there if one.entry == own and one.before]
        confirm_answers(response, names, entry=entries[own], respondent=respondent)
    if any(one.sources for one in chosen):
        offers_confirmed.send(
            sender=Response, response=response, offers=chosen, respondent=respondent
        )
    return len(chosen)


@transaction.atomic
def refuse_offered(
    response: Response,
    seen: Mapping[str, Mapping[str, Value]],
    *,
    may_answer: Callable[[str], bool],
    respondent: Respondent | None = None,
) -> int:
    """Note that proposed answers are not so: they are not proposed again, until something else
    is proposed there. How many; the same twice is noted once. Raises ResponseLocked."""
    response = locked_open(response)
    now = answer_set_of(response)
    wanted = _wanted(response, now, seen, may_answer)
    refused = [one for one in wanted if not one.is_there]
    entries = _entries(response, refused)
    for one in refused:
        remember(
            response,
            EventKind.OFFER_REFUSED,
            respondent=respondent,
            entry=entries[one.entry],
            question=one.question.id,
            after={"value": one.value},
        )
    return len(refused)


def _wanted(
    response: Response,
    answer_set: AnswerSet,
    seen: Mapping[str, Mapping[str, Value]],
    may_answer: Callable[[str], bool],
) -> list[OfferedAnswer]:
    """Those of the proposals that were seen as they are, and are this person's business."""
    at = next(iter(seen)) if len(seen) == 1 else None
    names = {name for inside in seen.values() for name in inside}
    found = offered(response, answer_set, at, questions=names, with_before=True)
    return [
        one
        for one in found
        if one.question.id in seen.get(one.entry, {})
        and seen[one.entry][one.question.id] == one.value
        and may_answer(one.question.section)
    ]


def _entries(
    response: Response, offers: Collection[OfferedAnswer]
) -> dict[str, Entry | None]:
    """The rows of the entries of proposals, by id; None under ""."""
    rows = Entry.objects.filter(response=response, removed_at=None).in_bulk(
        {one.entry for one in offers if one.entry}
    )
    return {"": None} | {str(pk): row for pk, row in rows.items()}
