"""Starting an assessment, and hearing that it was answered."""

from __future__ import annotations

import datetime

from django.db import transaction

from questionnaires.actions.invitations import invite
from questionnaires.actions.responses import open_response
from questionnaires.models import QuestionnaireVersion, Response
from riskapp.accounts.models import User
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.vendors.models import Engagement


@transaction.atomic
def start_assessment(
    *,
    engagement: Engagement,
    version: QuestionnaireVersion,
    due_on: datetime.date,
    email: str = "",
    by: User,
) -> Assessment:
    """Put a questionnaire version to the vendor: response, invitation, assessment, audit entry."""
    organisation = engagement.organisation
    response = open_response(
        version=version,
        tenant=organisation.pk,
        asked_by=organisation.name,
        about=engagement.name,
        respondent_name=engagement.vendor.name,
        profile=engagement.profile,
        due_on=due_on,
        actor=by.email,
    )
    invite(response, email=email, actor=by.email)
    assessment = Assessment.objects.create(
        organisation=organisation,
        engagement=engagement,
        response=response,
        due_on=due_on,
        started_by=by,
    )
    record(
        "assessment started",
        assessment,
        organisation=organisation,
        by=by,
        after={"version": str(version), "due_on": due_on.isoformat(), "email": email},
    )
    return assessment


@transaction.atomic
def mark_submitted(response: Response) -> Assessment | None:
    """Note that the vendor has submitted; None when the response belongs to no assessment."""
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("organisation", "engagement__vendor")
        .filter(response=response)
        .first()
    )
    if assessment is None or assessment.state != AssessmentState.SENT:
        return assessment
    assessment.state = AssessmentState.SUBMITTED
    assessment.save(update_fields=["state"])
    record(
        "answers submitted",
        assessment,
        organisation=assessment.organisation,
        by=None,
        actor_label=f"{response.attested_name} ({response.respondent_name})"[:254],
        after={"digest": response.digest},
    )
    return assessment
