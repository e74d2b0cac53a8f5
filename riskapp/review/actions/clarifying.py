"""Asking the vendor about its answers, and calling that off."""

from __future__ import annotations

import datetime

from django.db import transaction

from questionnaires.actions.clarifications import draft_question, send_questions
from questionnaires.actions.invitations import revoke
from questionnaires.models import Clarification, Response
from riskapp.accounts.models import User
from riskapp.assessments.actions.locking import locked, note_reviewer
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.errors import VendorIsAnswering
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.review.errors import NothingWaiting


@transaction.atomic
def draft(
    assessment: Assessment, question: str, entry: str, *, text: str, by: User
) -> Clarification | None:
    """Write, change or (with an empty text) take back the question about one answer.

    Raises VendorIsAnswering, and what ``draft_question`` raises.
    """
    assessment = locked(assessment)
    _require_evaluated(assessment)
    made = draft_question(
        assessment.response, question, entry, text=text, author=by.email
    )
    note_reviewer(assessment.pk, by)
    record(
        "question written" if made else "question taken back",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={"question": question, "entry": entry, "text": text.strip()},
    )
    return made


@transaction.atomic
def send(assessment: Assessment, *, due_on: datetime.date, by: User) -> Response:
    """Send every question that was written; only the answers they are about reopen.

    The replies come to whoever sends. Raises VendorIsAnswering, and NothingAsked.
    """
    assessment = locked(assessment)
    _require_evaluated(assessment)
    asked_in = send_questions(
        assessment.response,
        due_on=due_on,
        actor=by.email,
        signed=by.name if assessment.organisation.names_reviewers else "",
    )
    assessment.follow_up = asked_in
    assessment.state = AssessmentState.CLARIFYING
    assessment.replies_to = by
    assessment.save(update_fields=["follow_up", "state", "replies_to"])
    note_reviewer(assessment.pk, by)
    record(
        "questions sent",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={
            "response": str(asked_in.pk),
            "questions": asked_in.questions_asked.count(),
            "due_on": due_on.isoformat(),
        },
    )
    return asked_in


@transaction.atomic
def call_off(assessment: Assessment, *, by: User) -> Assessment:
    """Stop waiting for replies: the way in is shut, and what was submitted holds.

    Raises NothingWaiting.
    """
    assessment = locked(assessment)
    waiting = assessment.follow_up
    if waiting is None:
        raise NothingWaiting
    for invitation in waiting.invitations.filter(revoked_at=None):
        revoke(invitation, actor=by.email)
    assessment.follow_up = None
    decision = assessment.decision
    is_decided = decision is not None and decision.score_id == assessment.score_id
    assessment.state = AssessmentState.DECIDED if is_decided else AssessmentState.SCORED
    assessment.save(update_fields=["follow_up", "state"])
    record(
        "questions called off",
        assessment,
        organisation=assessment.organisation,
        by=by,
        before={"response": str(waiting.pk)},
    )
    return assessment


def _require_evaluated(assessment: Assessment) -> None:
    if assessment.state not in (AssessmentState.SCORED, AssessmentState.DECIDED):
        raise VendorIsAnswering
