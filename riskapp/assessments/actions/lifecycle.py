"""Starting an assessment, and hearing that it was answered."""

from __future__ import annotations

import datetime

from django.db import transaction

from questionnaires.actions.invitations import invite, mail_again, revoke
from questionnaires.actions.locking import locked_open
from questionnaires.actions.responses import open_response
from questionnaires.models import Invitation, QuestionnaireVersion, Response
from riskapp.accounts.choices import EntryPolicy
from riskapp.accounts.models import User
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.errors import AddressMissing
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
    """Put a questionnaire version to the vendor: response, invitation, assessment, audit entry.

    Raises AddressMissing where the organisation asks for a proven address and none is given.
    """
    organisation = engagement.organisation
    if not email and organisation.entry_policy != EntryPolicy.LINK:
        raise AddressMissing
    response = open_response(
        version=version,
        tenant=organisation.pk,
        asked_by=organisation.name,
        about=engagement.name,
        respondent_name=engagement.vendor.name,
        profile=engagement.profile,
        due_on=due_on,
        actor=by.email,
        entry_policy=organisation.entry_policy,
        allowed_domains=[email.rpartition("@")[2]] if email else [],
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


@transaction.atomic
def invite_another(assessment: Assessment, *, email: str, by: User) -> Invitation:
    """Invite one more lead; the domain of the address is let in from now on.

    Raises TooMany, and ResponseLocked once the answers are submitted.
    """
    response = locked_open(assessment.response)
    domain = email.rpartition("@")[2].lower()
    if domain and domain not in response.allowed_domains:
        response.allowed_domains = [*response.allowed_domains, domain]
        response.save(update_fields=["allowed_domains"])
    invitation = invite(response, email=email, actor=by.email)
    record(
        "vendor invited",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={"email": email},
    )
    return invitation


@transaction.atomic
def send_invitation_again(
    assessment: Assessment, invitation: Invitation, *, by: User
) -> None:
    """Mail an invitation once more; raises TooMany."""
    mail_again(invitation)
    record(
        "invitation sent again",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={"email": invitation.email},
    )


@transaction.atomic
def withdraw_invitation(
    assessment: Assessment, invitation: Invitation, *, by: User
) -> None:
    """Shut out everybody who came, or would come, through an invitation."""
    revoke(invitation, actor=by.email)
    record(
        "invitation withdrawn",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={"email": invitation.email},
    )
