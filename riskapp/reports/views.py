"""Ask for a report, watch it, download it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from kombu.exceptions import OperationalError

from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for
from riskapp.reports import actions, tasks
from riskapp.reports.access import report_for
from riskapp.reports.choices import ReportState
from riskapp.reports.errors import ReportError
from riskapp.reports.models import Report


@require_POST
def create(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Ask for the report of an assessment; there is one per score."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.REQUEST_REPORT)
    try:
        report = actions.request_report(assessment, by=user)
    except ReportError as error:
        messages.error(request, str(error))
        return redirect("assessments:detail", assessment_id)
    if report.state == ReportState.QUEUED:
        _queue(request, report)
    return redirect("reports:detail", report.pk)


@never_cache
@require_GET
def detail(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """How far a report is; the page renews itself while it is being made."""
    report = report_for(signed_in(request), report_id)
    return render(request, "reports/detail.html", _state(report) | {"report": report})


@never_cache
@require_GET
def state(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The state alone, for the script of the page."""
    report = report_for(signed_in(request), report_id)
    return JsonResponse({"state": report.state})


@require_POST
def retry(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Make a failed report again."""
    user = signed_in(request)
    report = report_for(user, report_id, Capability.REQUEST_REPORT)
    report = actions.retry_report(report, by=user)
    if report.state == ReportState.QUEUED:
        _queue(request, report)
    return redirect("reports:detail", report.pk)


@require_GET
def download(request: HttpRequest, report_id: UUID) -> FileResponse:
    """The PDF, as an attachment; every download is in the audit trail."""
    user = signed_in(request)
    report = report_for(user, report_id, Capability.REQUEST_REPORT)
    if report.state != ReportState.READY:
        raise Http404
    actions.note_download(report, by=user)
    return FileResponse(
        report.file.open("rb"),
        as_attachment=True,
        filename=_file_name(report),
        content_type="application/pdf",
    )


def _queue(request: HttpRequest, report: Report) -> None:
    """A report that cannot be queued stays as it is; its page offers to try again."""
    try:
        tasks.render_report.delay_on_commit(str(report.pk))
    except (OperationalError, OSError):
        messages.warning(
            request, _("The report could not be queued. Try again in a few minutes.")
        )


def _state(report: Report) -> dict[str, bool]:
    return {
        "is_working": report.state in (ReportState.QUEUED, ReportState.RENDERING),
        "may_retry": actions.may_retry(report),
    }


def _file_name(report: Report) -> str:
    vendor = slugify(report.assessment.engagement.vendor.name)[:60] or "vendor"
    return f"risk-report-{vendor}-{report.requested_at:%Y-%m-%d}.pdf"
