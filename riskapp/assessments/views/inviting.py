"""Letting people at the vendor in: one more address, the mail again, shut out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from questionnaires.errors import QuestionnaireError
from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for, invitation_for
from riskapp.assessments.actions.lifecycle import (
    invite_another,
    send_invitation_again,
    withdraw_invitation,
)
from riskapp.assessments.forms import InviteForm


@require_POST
def invite(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Send the link to one more address."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    form = InviteForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("Enter an e-mail address such as name@vendor.example.")
        )
        return redirect("assessments:detail", assessment_id)
    try:
        invite_another(assessment, email=form.cleaned_data["email"], by=user)
    except QuestionnaireError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation is on its way."))
    return redirect("assessments:detail", assessment_id)


@require_POST
def remind(
    request: HttpRequest, assessment_id: UUID, invitation_id: UUID
) -> HttpResponse:
    """Send the mail of an invitation once more."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    invitation = invitation_for(assessment, invitation_id)
    try:
        send_invitation_again(assessment, invitation, by=user)
    except QuestionnaireError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The mail is on its way once more."))
    return redirect("assessments:detail", assessment_id)


@require_POST
def withdraw(
    request: HttpRequest, assessment_id: UUID, invitation_id: UUID
) -> HttpResponse:
    """Withdraw an invitation; what was answered stays."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    invitation = invitation_for(assessment, invitation_id)
    withdraw_invitation(assessment, invitation, by=user)
    messages.success(request, _("Withdrawn. What was answered stays."))
    return redirect("assessments:detail", assessment_id)
