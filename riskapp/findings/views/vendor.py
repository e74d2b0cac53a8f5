"""What a vendor does about the findings that it was shown."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from questionnaires.access import seat_for
from questionnaires.choices import ScanState
from questionnaires.errors import QuestionnaireError
from questionnaires.http import attachment, respondent_page
from questionnaires.limits import count_fetch
from questionnaires.queries import document_of
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.queries.listing import today
from riskapp.findings.access import plan_file_for, plan_for, shown_finding_for
from riskapp.findings.actions.remedies import note_plan_file_download, propose
from riskapp.findings.forms.plans import PlanForm
from riskapp.findings.models import Plan
from riskapp.findings.queries.points import point_in_words
from riskapp.findings.tasks import scan_plan_file

HTTP_REFUSED = 422


@respondent_page
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, response_id: UUID, finding_id: UUID) -> HttpResponse:
    """Say what will be done about a point by when, or that it is done."""
    seat = seat_for(request, response_id)
    finding = shown_finding_for(seat, finding_id)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        initial={"due_on": finding.due_on},
    )
    if request.method == "POST" and form.is_valid():
        files = form.cleaned_data.pop("attachments")
        try:
            made = propose(
                finding, respondent=seat.respondent, files=files, **form.cleaned_data
            )
        except (AssessmentError, QuestionnaireError) as error:
            form.add_error(None, str(error))
        else:
            _queue_scans(made)
            messages.success(request, _("Saved, and on its way back."))
            return redirect("assessments:vendor_outcome", response_id)
    questions = document_of(seat.response.version).questions
    context = {
        "response": seat.response,
        "seat": seat,
        "today": today(),
        "finding": finding,
        "point": point_in_words(finding, questions),
        "form": form,
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "findings/plan.html", context, status=status)


@respondent_page
@never_cache
@require_GET
def file(
    request: HttpRequest,
    response_id: UUID,
    finding_id: UUID,
    plan_id: UUID,
    file_id: UUID,
) -> HttpResponseBase:
    """A file the vendor sent with an action, back to the vendor."""
    seat = seat_for(request, response_id)
    plan = plan_for(shown_finding_for(seat, finding_id), plan_id)
    found = plan_file_for(plan, file_id)
    count_fetch(seat.response)
    reply = attachment(found)
    note_plan_file_download(found, respondent=seat.respondent)
    return reply


def _queue_scans(plan: Plan) -> None:
    for found in plan.files.filter(scan_state=ScanState.WAITING):
        scan_plan_file.delay_on_commit(str(found.pk))
