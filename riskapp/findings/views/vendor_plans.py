"""The action plan of a vendor as files: what it was shown, out and back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from questionnaires.access import seat_for
from questionnaires.errors import QuestionnaireError
from questionnaires.http import respondent_page
from riskapp.assessments.access import assessment_of_seat
from riskapp.assessments.errors import AssessmentError
from riskapp.common.exports import CONTENT_TYPES, XLSX
from riskapp.findings.access import points_for
from riskapp.findings.actions.plans import take_in_proposals
from riskapp.findings.files import plan_calendar, plan_workbook
from riskapp.findings.files.rows import PlanSide, vendor_lines
from riskapp.findings.forms.action_plan import (
    PlanFileForm,
    VendorLineForm,
    agreed_steps,
)
from riskapp.findings.views.plans import CALENDAR, HTTP_REFUSED, plan_file, preview_of


@respondent_page
@never_cache
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """The files of the plan; with a workbook that came back, what it would say."""
    seat = seat_for(request, response_id)
    rows = points_for(seat)
    is_post = request.method == "POST"
    form = PlanFileForm(*((request.POST, request.FILES) if is_post else ()))
    found = (
        preview_of(
            form,
            PlanSide.VENDOR,
            lambda: vendor_lines(rows),
            VendorLineForm,
            about=response_id,
        )
        if is_post
        else None
    )
    context = {
        "response": seat.response,
        "seat": seat,
        "form": form,
        "preview": found,
        "is_empty": not any(row.is_unsettled for row in rows),
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "findings/vendor_action_plan.html", context, status=status)


@respondent_page
@require_POST
def take_in(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Propose or report what the ticked lines say, all of it or nothing."""
    seat = seat_for(request, response_id)
    mine = {str(row.pk) for row in points_for(seat)}
    try:
        steps, sha256 = agreed_steps(
            PlanSide.VENDOR,
            request.POST.get("sealed", ""),
            mine & set(request.POST.getlist("line")),
            VendorLineForm,
            about=str(response_id),
        )
        number = take_in_proposals(
            assessment_of_seat(seat), steps, sha256=sha256, respondent=seat.respondent
        )
    except (AssessmentError, QuestionnaireError) as error:
        messages.error(request, str(error))
        return redirect("assessments:vendor_action_plan", response_id)
    text = ngettext(
        "%(number)s point was answered, and is on its way back.",
        "%(number)s points were answered, and are on their way back.",
        number,
    )
    messages.success(request, text % {"number": number})
    return redirect("assessments:vendor_outcome", response_id)


@respondent_page
@require_GET
def workbook(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """The points to act on, to be answered in a spreadsheet."""
    seat = seat_for(request, response_id)
    sheets = ((_("Points to act on"), vendor_lines(points_for(seat))),)
    content = plan_workbook(PlanSide.VENDOR, sheets)
    return plan_file(content, CONTENT_TYPES[XLSX], "action-plan.xlsx")


@respondent_page
@require_GET
def calendar(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """The days by which something is to be done."""
    seat = seat_for(request, response_id)
    page = reverse("assessments:vendor_outcome", args=[response_id])
    content = plan_calendar(
        points_for(seat),
        about=seat.response.asked_by,
        address=request.build_absolute_uri(page),
        now=timezone.now(),
        with_owners=False,
    )
    return plan_file(content, CALENDAR, "action-plan.ics")
