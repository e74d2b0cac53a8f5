"""Asking about answers: written one by one, sent together."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from questionnaires.actions.following import ask_again
from questionnaires.actions.places import entry_and_question
from questionnaires.choices import Purpose
from questionnaires.errors import NothingAsked, NotSubmittedYet
from questionnaires.models import Clarification, Response


@transaction.atomic
def draft_question(
    response: Response, question_id: str, entry_id: str, *, text: str, author: str
) -> Clarification | None:
    """Write, change, or with an empty text take back the question about one answer.

    Nobody but the asker sees it. Raises NotSubmittedYet and NotAsked.
    """
    response = Response.objects.select_for_update().get(pk=response.pk)
    if response.is_open:
        raise NotSubmittedYet
    question, entry = entry_and_question(response, question_id, entry_id)
    drafts = Clarification.objects.drafts().filter(
        response=response, entry=entry, question=question.id
    )
    if not text.strip():
        drafts.delete()
        return None
    made, _ = drafts.update_or_create(
        defaults={"text": text.strip(), "author": author},
        create_defaults={
            "response": response,
            "entry": entry,
            "question": question.id,
            "text": text.strip(),
            "author": author,
        },
    )
    return made


@transaction.atomic
def send_questions(
    response: Response,
    *,
    due_on: datetime.date | None,
    actor: str,
    signed: str = "",
) -> Response:
    """Put all written questions to those who answered at once; only the answers they are about reopen.

    ``signed`` is a name for them to see. Returns the response in which they are answered. Raises NothingAsked.
    """
    response = Response.objects.select_for_update().get(pk=response.pk)
    drafts: Sequence[Clarification] = list(
        Clarification.objects.drafts().filter(response=response)
    )
    if not drafts:
        raise NothingAsked
    places = {(d.question, str(d.entry_id) if d.entry_id else "") for d in drafts}
    asked_in = ask_again(
        response, Purpose.CLARIFICATION, places=places, due_on=due_on, actor=actor
    )
    now = timezone.now()
    for draft in drafts:
        draft.asked_in = asked_in
        draft.asked_at = now
        draft.signed = signed
    Clarification.objects.bulk_update(drafts, ["asked_in", "asked_at", "signed"])
    return asked_in
