"""What should be assessed again: proposals, and recording what happened."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from questionnaires.errors import QuestionnaireError
from riskapp.accounts.access import may_here, signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.errors import AssessmentError
from riskapp.audit.http import list_file
from riskapp.common.exports import Column
from riskapp.common.lists import list_page
from riskapp.lists.choices import ListName
from riskapp.lists.queries import bulk_bar, saved_views
from riskapp.sending.access import reassessment_for
from riskapp.sending.actions.reassessing import (
    DAYS_TO_ANSWER,
    addressee_of,
    dismiss_reassessment,
    record_event,
    start_reassessment,
)
from riskapp.sending.choices import ReassessmentCause
from riskapp.sending.forms.listing import ReassessmentFilter
from riskapp.sending.forms.sending import EventForm, ReassessForm
from riskapp.sending.queries import proposed
from riskapp.vendors.access import engagement_for
from riskapp.vendors.errors import RegisterError

HTTP_REFUSED = 422
COLUMNS = (
    Column("Vendor", lambda row: row.engagement.vendor.name),
    Column("Engagement", lambda row: row.engagement.name),
    Column("Why", lambda row: row.get_cause_display()),
    Column("In words", lambda row: row.text),
    Column("Recorded by", lambda row: row.recorded_by),
    Column("Since", lambda row: row.due_on),
    Column("Tier", lambda row: row.engagement.tier),
    Column("Rating now", lambda row: row.engagement.rating or "not assessed"),
)


@require_GET
def index(request: HttpRequest) -> HttpResponseBase:
    """What waits to be assessed again, on pages or as a file."""
    user = signed_in(request)
    narrowed = ReassessmentFilter(request.GET, queryset=proposed(user), user=user)
    if file := list_file(request, "reassessments", COLUMNS, narrowed.qs):
        return file
    context = list_page(request, narrowed)
    context |= {
        "may_assess": may_here(user, Capability.ASSESS),
        "today": timezone.localdate(),
        "bar": bulk_bar(request, does=("send", "take", "give", "label", "dismiss")),
        "saved": saved_views(user, ListName.REASSESSMENTS, context["query"]),
    }
    return render(request, "sending/reassessments.html", context)


@require_http_methods(["GET", "POST"])
def event(request: HttpRequest, engagement_id: UUID) -> HttpResponse:
    """Record what happened to a piece of work; start again now, or propose it."""
    user = signed_in(request)
    engagement = engagement_for(user, engagement_id, Capability.ASSESS)
    form = EventForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = record_event(
            engagement,
            cause=ReassessmentCause(form.cleaned_data["cause"]),
            text=form.cleaned_data["text"],
            by=user,
        )
        messages.success(request, _("Recorded."))
        if request.POST.get("then") == "start":
            return redirect("assessments:reassess", made.pk)
        return redirect("vendors:detail", engagement.vendor_id)
    status = HTTP_REFUSED if form.errors else 200
    context = {"engagement": engagement, "form": form}
    return render(request, "sending/event.html", context, status=status)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, reassessment_id: UUID) -> HttpResponse:
    """Assess the work again."""
    user = signed_in(request)
    found = reassessment_for(user, reassessment_id, Capability.ASSESS)
    if found.assessment_id is not None:
        return redirect("assessments:detail", found.assessment_id)
    form = ReassessForm(
        request.POST if request.method == "POST" else None,
        initial={
            "email": addressee_of(found.engagement),
            "due_on": timezone.localdate() + datetime.timedelta(days=DAYS_TO_ANSWER),
        },
    )
    if form.is_bound and form.is_valid():
        try:
            assessment = start_reassessment(found, by=user, **form.cleaned_data)
        except (AssessmentError, RegisterError, QuestionnaireError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The assessment has started."))
            return redirect("assessments:detail", assessment.pk)
    status = HTTP_REFUSED if form.errors else 200
    context = {"found": found, "form": form}
    return render(request, "sending/reassess.html", context, status=status)


@require_POST
def dismiss(request: HttpRequest, reassessment_id: UUID) -> HttpResponse:
    """Say that this is no reason to assess again."""
    user = signed_in(request)
    found = reassessment_for(user, reassessment_id, Capability.ASSESS)
    dismiss_reassessment(found, by=user)
    messages.success(request, _("Dismissed."))
    return redirect("assessments:reassessments")
