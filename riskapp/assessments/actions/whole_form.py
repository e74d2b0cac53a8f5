"""Asking the whole form of a vendor that was sent the short one."""

from __future__ import annotations

import datetime

from django.db import transaction

from questionnaires.actions.following import ask_the_rest
from questionnaires.actions.responses import ask_whole_form as ask_whole_form_of
from questionnaires.errors import NothingAsked
from questionnaires.models import Response
from riskapp.accounts.models import User
from riskapp.assessments.actions.locking import locked
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.errors import VendorIsAnswering
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record


@transaction.atomic
def ask_whole_form(
    assessment: Assessment, *, due_on: datetime.date | None, by: User
) -> Response:
    """Ask everything: of a vendor that still answers, in the same response; of one that has
    submitted, the rest by ``due_on``, beside what it said.

    Raises NothingAsked where the whole form was asked, and VendorIsAnswering.
    """
    assessment = locked(assessment)
    response = assessment.response
    if not response.is_short:
        raise NothingAsked
    if assessment.state == AssessmentState.SENT:
        response = ask_whole_form_of(response, actor=by.email)
    elif assessment.state in (AssessmentState.SCORED, AssessmentState.DECIDED):
        response = ask_the_rest(response, due_on=due_on, actor=by.email)
        assessment.follow_up = response
        assessment.state = AssessmentState.CLARIFYING
        assessment.save(update_fields=["follow_up", "state"])
    else:
        raise VendorIsAnswering
    record(
        "whole form asked",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={
            "response": str(response.pk),
            "due_on": due_on.isoformat() if due_on else None,
        },
    )
    return response
