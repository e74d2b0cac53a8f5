"""More time, another addressee, a withdrawal: the page behind an assessment that is out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from questionnaires.errors import QuestionnaireError
from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.forms import InviteForm
from riskapp.assessments.models import Assessment
from riskapp.audit.http import changed_meanwhile
from riskapp.sending.actions.waiting import (
    extend,
    hand_over,
    waiting_response,
    withdraw_assessment,
)
from riskapp.sending.errors import VendorIsDone
from riskapp.sending.forms.sending import DueForm, WithdrawForm
from riskapp.sending.models import Reminder

HTTP_CONFLICT = 409
HTTP_REFUSED = 422


@require_GET
def manage(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """When it is due, who was reminded when, and what can be done about it."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    return _page(request, assessment)


@require_POST
def move_due(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Give the vendor more time."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    form = DueForm(request.POST, initial=_due_of(assessment))
    if form.is_valid() and not changed_meanwhile(form, assessment, "due date moved"):
        try:
            extend(assessment, by=user, **form.cleaned_data)
        except AssessmentError as error:
            form.add_error("due_on", str(error))
        else:
            messages.success(
                request, _("The due date is moved, and the vendor is told.")
            )
            return redirect("assessments:sending", assessment_id)
    return _page(request, assessment, due_form=form)


@require_POST
def reassign(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Ask somebody else at the vendor."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            hand_over(assessment, email=form.cleaned_data["email"], by=user)
        except (AssessmentError, QuestionnaireError) as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("Handed over. What was answered stays."))
            return redirect("assessments:sending", assessment_id)
    return _page(request, assessment, address_form=form)


@require_POST
def withdraw(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Ask no more."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw_assessment(assessment, reason=form.cleaned_data["reason"], by=user)
        except AssessmentError as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, _("Withdrawn. The vendor is told."))
            return redirect("assessments:detail", assessment_id)
    return _page(request, assessment, withdraw_form=form)


def _due_of(assessment: Assessment) -> dict[str, Any]:
    try:
        return {"due_on": waiting_response(assessment).due_on}
    except VendorIsDone:
        return {}


def _page(
    request: HttpRequest, assessment: Assessment, **bound: forms.Form
) -> HttpResponse:
    try:
        waiting = waiting_response(assessment)
    except VendorIsDone:
        waiting = None
    context: dict[str, Any] = {
        "assessment": assessment,
        "score": assessment.score,
        "waiting": waiting,
        "is_first": assessment.state == AssessmentState.SENT,
        "contacts": list(assessment.engagement.vendor.contacts.all()),
        "reminders": list(Reminder.objects.filter(response=waiting)) if waiting else [],
        "due_form": DueForm(initial={"due_on": waiting.due_on if waiting else None}),
        "address_form": InviteForm(),
        "withdraw_form": WithdrawForm(),
    }
    is_stale = any(getattr(form, "meanwhile", None) for form in bound.values())
    status = HTTP_CONFLICT if is_stale else HTTP_REFUSED if bound else 200
    return render(request, "sending/waiting.html", context | bound, status=status)
