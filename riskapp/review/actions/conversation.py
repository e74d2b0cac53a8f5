"""Answering what the people at a vendor ask."""

from __future__ import annotations

from django.db import transaction

from questionnaires.actions.messages import tell_asked
from questionnaires.models import Message, Response
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.review.queries.conversation import assessment_of, responses_of


@transaction.atomic
def tell(assessment: Assessment, question: str, text: str, *, by: User) -> Message:
    """Answer in the thread about a question ("": about the whole); the vendor hears of it.

    Raises NothingAsked where nobody asked about it.
    """
    last = (
        Message.objects.filter(response__in=responses_of(assessment), question=question)
        .exclude(respondent=None)
        .select_related("response")
        .last()
    )
    response = last.response if last else assessment.response
    made = tell_asked(
        response,
        text,
        question=question,
        author=by.email,
        signed=by.name if assessment.organisation.names_reviewers else "",
    )
    record(
        "vendor's question answered",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={"question": question, "text": text},
    )
    return made


def note_asked(message: Message) -> None:
    """Put what a vendor asks into the audit trail, which tells whoever is to answer; nothing for
    what no assessment asked."""
    response: Response = message.response
    assessment = assessment_of(response)
    if assessment is None:
        return
    record(
        "vendor asked a question",
        assessment,
        organisation=assessment.organisation,
        by=None,
        actor_label=str(message.respondent),
        after={"question": message.question, "text": message.text},
    )
