"""Standing by what a file shows: only then does it count."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from questionnaires.actions.answers import GivenAnswer, save_answers
from questionnaires.actions.entries import add_entry
from questionnaires.actions.evidence_places import ShownByFile as Mark
from questionnaires.actions.evidence_places import add_facts
from questionnaires.actions.locking import locked_open
from questionnaires.models import Entry, Respondent, Response
from questionnaires.queries import answer_set_of
from questionnaires.queries.proposals import able_to_stand
from riskapp.evidence.comparing import LISTED
from riskapp.facts.actions.attaching import attach_again
from riskapp.facts.errors import NothingToConfirm
from riskapp.facts.queries.claims import (
    ShownClaim,
    as_moved,
    beside,
)
from riskapp.facts.queries.offers import as_offer, claims_in


@transaction.atomic
def add_tool(
    response: Response,
    name: str,
    *,
    respondent: Respondent,
    may_answer: Callable[[str], bool],
) -> tuple[Entry, int]:
    """Add a tool that files show and nobody listed, with the answers they propose for it.

    Raises NothingToConfirm, and what adding a row raises.
    """
    response = locked_open(response)
    found = beside(response, answer_set_of(response), is_vendor=True)
    shown = found.unlisted.get(name, [])
    section = found.answer_set.document.questions[LISTED].section if shown else ""
    if not shown or not may_answer(section):
        raise NothingToConfirm(_("This tool is in the register already."))
    entry = add_entry(response, section, respondent=respondent)
    moved = [as_moved(one, str(entry.pk)) for one in shown]
    now = answer_set_of(response)
    filling = able_to_stand(now, [as_offer(o) for o in moved if o.claim.proposed])
    given = [GivenAnswer(one.question.id, entry, one.value) for one in filling]
    if given:
        save_answers(response, given, respondent=respondent)
    mark_shown(response, claims_in(filling), respondent=respondent)
    return entry, len(filling)


def mark_shown(
    response: Response, shown: Sequence[ShownClaim], *, respondent: Respondent | None
) -> None:
    """Mark answers that a person confirmed as shown by files, and keep a file that is evidence
    already with them too; the caller holds the response."""
    rows = Entry.objects.filter(response=response).in_bulk(
        {one.entry for one in shown if one.entry}
    )
    entries: dict[str, Entry | None] = {str(pk): entry for pk, entry in rows.items()}
    entries[""] = None
    marks = [
        Mark(
            question=one.claim.question,
            entry=entries[one.entry],
            title=one.shows,
            text=one.where,
            file_name=one.claim.file,
            sha256=one.file.sha256,
            data_day=one.data_day,
        )
        for one in shown
    ]
    add_facts(response, marks, respondent=respondent)
    attach_again(response, shown, respondent=respondent)
