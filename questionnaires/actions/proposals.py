"""Answers that were proposed for an entry, confirmed by a person."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from questionnaires.actions.answers import GivenAnswer, save_answers
from questionnaires.actions.locking import locked_open
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.values import Value, with_answer
from questionnaires.models import Entry, Respondent
from questionnaires.queries import answer_set_of, guide_for


@transaction.atomic
def confirm_proposals(
    entry: Entry,
    seen: Mapping[str, Value],
    *,
    respondent: Respondent | None = None,
) -> int:
    """Give the answers that are proposed for an entry and were ``seen`` as they are; how many.

    What was answered meanwhile, or is proposed no longer or differently, stays as it is, and
    so does what would not be asked without other answers that are proposed.
    Raises ResponseLocked.
    """
    response = locked_open(entry.response)
    guide = guide_for(response)
    if entry.section != guide.section:
        return 0
    plan = guide.catalogue.plans.get(entry.catalogue)
    own, now = str(entry.pk), answer_set_of(response)
    wanted = [
        proposal
        for proposal in guide.proposals(plan, now, own)
        if seen.get(proposal.question.id) == proposal.value
    ]
    filled = now.filled
    for proposal in wanted:
        filled = with_answer(
            now.document, filled, proposal.question, own, proposal.value
        )
    after = AnswerSet(now.document, filled, now.as_of)
    given = [
        GivenAnswer(proposal.question.id, entry, proposal.value)
        for proposal in wanted
        if after.shown(proposal.question.id, own)
    ]
    return save_answers(response, given, respondent=respondent)
