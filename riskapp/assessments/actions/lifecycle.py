"""Starting an assessment, and letting people of the vendor in."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from questionnaires.actions.following import next_cycle
from questionnaires.actions.invitations import invite, mail_again, revoke
from questionnaires.actions.locking import locked_open
from questionnaires.actions.responses import Opening, open_response
from questionnaires.choices import ResponseState
from questionnaires.models import Invitation, QuestionnaireVersion, Response
from riskapp.accounts.choices import VendorEntryPolicy
from riskapp.accounts.models import User
from riskapp.assessments.errors import AddressMissing
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.scope import short_form_fits
from riskapp.assessments.signals import assessment_started
from riskapp.audit.actions import record
from riskapp.common.names import domain_of
from riskapp.vendors.actions.engagements import locked
from riskapp.vendors.errors import VendorArchived
from riskapp.vendors.models import Engagement

if TYPE_CHECKING:
    from riskapp.sending.models import Campaign


@dataclass(frozen=True, slots=True)
class StartWords:
    """What is said with a start: the message to the vendor, and why there is a second
    assessment beside one that is open; ``entry_policy`` holds in the place of the
    organisation's."""

    message: str = ""
    another_because: str = ""
    entry_policy: str = ""


UNSAID = StartWords()


@transaction.atomic
def start_assessment(
    *,
    engagement: Engagement,
    version: QuestionnaireVersion,
    due_on: datetime.date,
    email: str = "",
    by: User,
    prefill: bool = True,
    whole: bool = False,
    campaign: Campaign | None = None,
    form_token: UUID | None = None,
    words: StartWords = UNSAID,
) -> Assessment:
    """Put a questionnaire version to the vendor: response, invitation, assessment, audit entry.

    With ``prefill`` it begins with what the vendor last submitted about the same work, each
    answer to be confirmed. Where the tier is low it is the short form, unless the ``whole`` one
    is wanted. It is the work of whoever starts it. A campaign brings its own message. Raises
    AddressMissing where the organisation asks for a proven address and none is given, and
    VendorArchived.
    """
    engagement = locked(engagement)  # nobody archives it until this is done
    organisation = engagement.organisation
    if engagement.put_away:
        raise VendorArchived(str(engagement))
    policy = words.entry_policy or organisation.entry_policy
    if not email and policy != VendorEntryPolicy.LINK:
        raise AddressMissing
    opening = Opening(
        version=version,
        profile=engagement.whole_profile,
        due_on=due_on,
        actor=by.email,
        entry_policy=policy,
        allowed_domains=[domain_of(email)] if email else [],
        colleagues_anywhere=organisation.colleagues_anywhere,
        about=engagement.name,
        language=organisation.language,
        time_zone=organisation.time_zone,
        message=campaign.message if campaign else words.message,
        is_short=not whole and short_form_fits(engagement, version),
    )
    previous = last_submitted(engagement, version) if prefill else None
    if previous is not None:
        response = next_cycle(previous, opening)
    else:
        response = open_response(
            opening,
            tenant=organisation.pk,
            asked_by=organisation.name,
            respondent_name=engagement.vendor.name,
        )
    invite(response, email=email, actor=by.email)
    assessment = Assessment.objects.create(
        organisation=organisation,
        engagement=engagement,
        response=response,
        due_on=due_on,
        reminders_from=timezone.localdate(),
        campaign=campaign,
        form_token=form_token,
        started_by=by,
        analyst=by,
    )
    record(
        "assessment started",
        assessment,
        organisation=organisation,
        by=by,
        after={
            "version": str(version),
            "due_on": due_on.isoformat(),
            "email": email,
            "prefilled_from": str(previous.pk) if previous else None,
            "form": "short" if opening.is_short else "whole",
        }
        | ({"another_because": reason} if (reason := words.another_because) else {}),
    )
    assessment_started.send(sender=Assessment, assessment=assessment)
    return assessment


def last_submitted(
    engagement: Engagement, version: QuestionnaireVersion
) -> Response | None:
    """What the vendor last submitted about a piece of work, to the same questionnaire."""
    return (
        Response.objects.filter(
            assessment__engagement=engagement,
            version__questionnaire=version.questionnaire_id,
            state=ResponseState.SUBMITTED,
        )
        .select_related("version")
        .order_by("-submitted_at")
        .first()
    )


@transaction.atomic
def invite_another(
    assessment: Assessment,
    *,
    email: str,
    by: User,
    response: Response | None = None,
) -> Invitation:
    """Invite one more lead; the domain of the address is let in from now on.

    ``response`` is where they answer: the first one, unless another is named.

    Raises TooMany, and ResponseLocked once the answers are submitted.
    """
    response = locked_open(response or assessment.response)
    domain = domain_of(email)
    allowed = {domain_of(known) for known in response.allowed_domains}
    if domain and domain not in allowed:
        response.allowed_domains = [*response.allowed_domains, domain]
        response.save(update_fields=["allowed_domains"])
    invitation = invite(response, email=email, actor=by.email)
    record(
        "vendor invited",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={"email": invitation.email},
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
