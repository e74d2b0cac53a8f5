"""Standing by what a file shows: only then does it count."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from questionnaires.actions.answers import GivenAnswer, save_answers
from questionnaires.actions.entries import add_entry
from questionnaires.actions.evidence import ShownByFile as Mark
from questionnaires.actions.evidence import add_facts
from questionnaires.actions.locking import locked_open
from questionnaires.models import Entry, Respondent, Response
from questionnaires.queries import answer_set_of
from riskapp.evidence.comparing import LISTED
from riskapp.evidence.model import CONFIRMS, FILLS
from riskapp.facts.actions.attaching import attach_again
from riskapp.facts.errors import NothingToConfirm
from riskapp.facts.queries.claims import (
    ShownClaim,
    as_moved,
    asked_together,
    beside,
)


@transaction.atomic
def confirm(
    response: Response,
    keys: Sequence[str],
    *,
    respondent: Respondent,
    may_answer: Callable[[str], bool],
) -> int:
    """Take over the answers that files propose, and mark these and the answers that files
    confirm as shown by a file; how many.

    ``keys`` name what the person looked at: what has changed meanwhile is not among them.
    Raises NothingToConfirm, and what saving an answer raises; then nothing is changed.
    """
    response = locked_open(response)
    found = beside(response, answer_set_of(response), is_vendor=True)
    questions = found.answer_set.document.questions
    chosen = [
        one
        for one in found.shown
        if one.key in set(keys)
        and not one.unlisted
        and may_answer(questions[one.claim.question].section)
    ]
    filling = asked_together(found, [one for one in chosen if one.state == FILLS])
    standing = [
        one
        for one in chosen
        if one.state == CONFIRMS and found.answer_set.asks(*one.place)
    ]
    if not filling and not standing:
        raise NothingToConfirm(
            _("The answers have changed meanwhile. Look at the list again.")
        )
    _save(response, [*filling, *standing], respondent)
    return len(filling) + len(standing)


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
    now = beside(response, answer_set_of(response), is_vendor=True)
    filling = asked_together(now, [one for one in moved if one.claim.proposed])
    _save(response, filling, respondent)
    return entry, len(filling)


def _save(
    response: Response, shown: Sequence[ShownClaim], respondent: Respondent
) -> None:
    ids = {one.entry for one in shown if one.entry}
    entries: dict[str, Entry | None] = {"": None}
    entries |= {
        str(entry.pk): entry
        for entry in Entry.objects.filter(response=response, pk__in=ids)
    }
    given = [
        GivenAnswer(one.claim.question, entries[one.entry], one.claim.proposed)
        for one in shown
        if one.state != CONFIRMS
    ]
    if given:
        save_answers(response, given, respondent=respondent)
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
