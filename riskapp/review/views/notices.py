"""What a vendor can do once its answers were evaluated: confirm dates, and report changes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questionnaires.access import Seat, seat_for, take_seat
from questionnaires.actions.invitations import enter
from questionnaires.errors import QuestionnaireError
from questionnaires.http import respondent_page
from questionnaires.models import Response
from questionnaires.queries import answer_set_of, continuation_of
from riskapp.assessments.access import assessment_at
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.queries.tools import follow_up_for
from riskapp.common.wall import keep_to_responses
from riskapp.review.actions.notices import confirm_dates, reopen_dates, report_changes
from riskapp.review.forms import ConfirmForm, NoticeForm
from riskapp.review.queries.overlay import endings_of

HTTP_REFUSED = 422


@respondent_page
@require_http_methods(["GET", "POST"])
def dates(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """The credentials that end, to be confirmed as they are or changed."""
    seat = seat_for(request, response_id)
    assessment = assessment_at(seat)
    form = ConfirmForm(
        request.POST if request.POST.get("do") == "confirm" else None,
        initial={
            "name": seat.respondent.name or seat.response.attested_name,
            "role": seat.response.attested_role,
        },
    )
    if request.POST.get("do") == "change":
        return _open(request, seat, form, lambda: reopen_dates(assessment, by=seat.respondent))  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            confirm_dates(assessment, by=seat.respondent, **form.cleaned_data)
        except (AssessmentError, QuestionnaireError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Confirmed. Thank you."))
            return redirect("questionnaires:done", response_id)
    return _dates_page(request, seat, form)


@respondent_page
@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Say what has changed; only the answers it touches are asked for."""
    seat = seat_for(request, response_id)
    assessment = assessment_at(seat)
    rules = follow_up_for(seat.response)
    entries = answer_set_of(seat.response).filled.entries
    form = NoticeForm(
        request.POST if request.method == "POST" else None,
        changes=[(change.id, change.label) for change in rules.changes],
        tools=[(entry.id, entry.title) for entry in entries],
    )
    if request.method == "POST" and form.is_valid():
        try:
            opened = report_changes(
                assessment,
                form.cleaned_data["changes"],
                form.cleaned_data["tools"],
                by=seat.respondent,
            )
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            return _enter(request, seat, opened)
    context = {
        "response": seat.response,
        "seat": seat,
        "form": form,
        "continuation": continuation_of(seat.respondent.invitation_id),
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "review/notice.html", context, status=status)


def _open(
    request: HttpRequest, seat: Seat, form: forms.Form, action: Callable[[], Response]
) -> HttpResponse:
    try:
        opened = action()
    except (AssessmentError, QuestionnaireError) as error:
        messages.error(request, str(error))
        return _dates_page(request, seat, form, refused=True)
    return _enter(request, seat, opened)


def _enter(request: HttpRequest, seat: Seat, opened: Response) -> HttpResponse:
    """Take the person to the response that was opened."""
    keep_to_responses(seat.response.pk, opened.pk, asker=opened.tenant)
    invitation = continuation_of(seat.respondent.invitation_id)
    if invitation is None or invitation.response_id != opened.pk:
        return redirect("questionnaires:done", seat.response.pk)
    person = seat.respondent
    take_seat(request, enter(invitation, name=person.name, email=person.email))
    return redirect("questionnaires:tasks", opened.pk)


def _dates_page(
    request: HttpRequest, seat: Seat, form: forms.Form, *, refused: bool = False
) -> HttpResponse:
    today = timezone.localdate()
    soon = today + datetime.timedelta(days=settings.ROTATION_WARNING_DAYS)
    endings = endings_of(seat.response, answer_set_of(seat.response))
    context: dict[str, Any] = {
        "response": seat.response,
        "seat": seat,
        "form": form,
        "today": today,
        "soon": soon,
        "endings": endings,
        "continuation": continuation_of(seat.respondent.invitation_id),
    }
    status = HTTP_REFUSED if refused or form.errors else 200
    return render(request, "review/dates.html", context, status=status)
