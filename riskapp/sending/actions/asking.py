"""One question about chosen tools, put to every vendor that uses them."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from questionnaires.errors import NotAsked
from questionnaires.models import Clarification, Response
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.review.actions.clarifying import draft, send
from riskapp.sending.errors import QuestionsUnsent


@transaction.atomic
def ask_about_tools(
    assessment: Assessment,
    entries: Collection[UUID],
    question: str,
    *,
    text: str,
    due_on: datetime.date,
    by: User,
) -> Response:
    """Ask one question about some tools of an assessment, and send it at once.

    Tools the question is not asked of are left out. Raises QuestionsUnsent where colleagues
    have written questions that would go out with it, NothingAsked where no tool is left, and
    VendorIsAnswering; then nothing has happened.
    """
    if Clarification.objects.drafts().filter(response=assessment.response_id).exists():
        raise QuestionsUnsent
    for entry in entries:
        try:
            draft(assessment, question, str(entry), text=text, by=by)
        except NotAsked:
            continue
    return send(assessment, due_on=due_on, by=by)
