"""Ask for a report, watch it, call it off, download it."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from riskapp.accounts.access import (
    may,
    may_here,
    organisation_for,
    require,
    signed_in,
)
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for
from riskapp.audit.http import list_file
from riskapp.common.exports import Column
from riskapp.common.lists import is_nothing, list_page
from riskapp.lists.choices import ListName
from riskapp.lists.queries import bulk_bar, saved_views
from riskapp.reports import actions, tasks
from riskapp.reports.access import report_for
from riskapp.reports.choices import (
    CONTENT_TYPES,
    EXTENSIONS,
    FILES_WITH_ANSWERS,
    ZIPPED,
    Format,
    ReportKind,
    ReportState,
    VerificationResult,
)
from riskapp.reports.errors import ReportError
from riskapp.reports.forms import ReportFilter, ReportRequestForm
from riskapp.reports.models import Report
from riskapp.reports.queries.inputs import language_of
from riskapp.reports.queries.issued import steps_of
from riskapp.reports.queries.listing import reports_of
from riskapp.reports.queries.standing import standing_of

GONE = 410

logger = logging.getLogger(__name__)

COLUMNS = (
    Column("Vendor", lambda row: _work(row).vendor.name if _work(row) else None),
    Column("Engagement", lambda row: _work(row).name if _work(row) else None),
    Column("About", lambda row: row.get_kind_display()),
    Column("For whom", lambda row: row.readers),
    Column("Language", lambda row: row.language),
    Column("File", lambda row: row.file_words),
    Column("State", lambda row: row.get_state_display()),
    Column("Requested", lambda row: row.requested_at),
    Column("Requested by", lambda row: row.requested_by),
    Column("Code", lambda row: row.code),
    Column("SHA-256", lambda row: row.sha256),
)


def _work(report: Report) -> Any:
    """The engagement a report is about; None where it is about several."""
    return report.assessment.engagement if report.assessment else None


@require_GET
def listing(request: HttpRequest) -> HttpResponseBase:
    """The reports of the organisation, newest first, on pages or as a file, and the pack of
    all approved vendors."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.VIEW)
    sees_answers = may(user, organisation.pk, Capability.VIEW_ANSWERS)
    reports = (
        reports_of(user)
        .select_related("assessment__engagement__vendor", "requested_by", "issue")
        .defer("inputs")
    )
    narrowed = ReportFilter(request.GET, queryset=reports, user=user)
    file = list_file(
        request, "reports", COLUMNS, narrowed.qs, organisation=organisation
    )
    if file:
        return file
    context = list_page(request, narrowed) | {
        "may_request": may(user, organisation.pk, Capability.REQUEST_REPORT),
        "form": ReportRequestForm(may_see_answers=sees_answers),
        "bar": bulk_bar(
            request,
            does=("collect", "archive"),
            needs=dict.fromkeys(("collect", "archive"), Capability.REQUEST_REPORT),
        ),
    }
    context["is_nothing"] = is_nothing(context, reports)
    context["saved"] = saved_views(user, ListName.REPORTS, context["query"])
    return render(request, "reports/list.html", context)


@require_POST
def create(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Ask for a report on an assessment; the same inputs lead to the same report."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.REQUEST_REPORT)
    report_request = _report_request(request, assessment.organisation_id)
    if report_request is None:
        return redirect("assessments:detail", assessment_id)
    try:
        report = actions.request_report(
            assessment, by=user, report_request=report_request
        )
    except ReportError as error:
        messages.error(request, str(error))
        return redirect("assessments:detail", assessment_id)
    if report.state == ReportState.QUEUED:
        queue(report)
    return redirect("reports:detail", report.pk)


@require_POST
def pack(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Ask for everything that an audit of one assessment needs, as one ZIP."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.VIEW_AUDIT)
    require(user, assessment.organisation_id, Capability.VIEW_ANSWERS)
    try:
        report = actions.request_pack(
            assessment,
            by=user,
            language=language_of(request.POST.get("language", "")),
        )
    except ReportError as error:
        messages.error(request, str(error))
        return redirect("assessments:detail", assessment_id)
    if report.state == ReportState.QUEUED:
        queue(report)
    return redirect("reports:detail", report.pk)


@require_POST
def bundle(request: HttpRequest) -> HttpResponse:
    """Ask for one ZIP with the reports of all approved vendors."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.REQUEST_REPORT)
    report_request = _report_request(request, organisation.pk)
    if report_request is None:
        return redirect("reports:list")
    try:
        packed = actions.request_bundle(
            organisation, by=user, report_request=report_request
        )
    except ReportError as error:
        messages.error(request, str(error))
        return redirect("reports:list")
    if packed.state == ReportState.QUEUED:
        waiting = Report.objects.filter(
            pk__in=packed.inputs["reports"], state=ReportState.QUEUED
        )
        for report in waiting.defer("inputs"):
            queue(report)
        queue(packed)
    return redirect("reports:detail", packed.pk)


@never_cache
@require_GET
def detail(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """How far a report is; the page renews itself while it is being made."""
    user = signed_in(request)
    report = report_for(user, report_id)
    may_make = may_here(user, Capability.REQUEST_REPORT)
    is_pack = report.kind == ReportKind.PACK  # for whoever reads the audit trail
    context = {
        "report": report,
        "is_working": report.is_working,
        "may_make": may_make or is_pack,
        "may_retry": (may_make or is_pack) and actions.may_retry(report),
        "is_superseded": _is_superseded(report),
        "steps": (steps := steps_of(report)),
        "may_review": steps is not None and steps.may_be_reviewed and may_make,
        "may_issue": steps is not None
        and steps.may_be_issued
        and may_here(user, Capability.DECIDE),
        "may_share": may_make and not is_pack,
    }
    return render(request, "reports/detail.html", context)


@never_cache
@require_GET
def state(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The state alone, for the script of the page."""
    report = report_for(signed_in(request), report_id)
    return JsonResponse({"state": report.state, "progress": report.progress})


@require_POST
def retry(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Make a failed report again, or one whose file is lost."""
    user = signed_in(request)
    report = report_for(user, report_id, Capability.REQUEST_REPORT)
    if report.state == ReportState.READY:
        report = actions.make_lost_again(report, by=user)
    else:
        report = actions.retry_report(report, by=user)
    if report.state == ReportState.QUEUED:
        queue(report)
    return redirect("reports:detail", report.pk)


@require_POST
def cancel(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Call off a report that is being made."""
    user = signed_in(request)
    report = report_for(user, report_id, Capability.REQUEST_REPORT)
    actions.cancel_report(report, by=user)
    return redirect("reports:detail", report.pk)


@require_GET
def download(request: HttpRequest, report_id: UUID) -> HttpResponseBase:
    """The file, as an attachment; every download is in the audit trail, and a lost file too."""
    user = signed_in(request)
    report = report_for(user, report_id, Capability.REQUEST_REPORT)
    if report.state != ReportState.READY:
        raise Http404
    try:
        content = report.file.open("rb")
    except FileNotFoundError:
        logger.exception("The file of report %s is lost.", report.pk)
        actions.note_lost(report, by=user)
        return render(request, "reports/lost.html", {"report": report}, status=GONE)
    actions.note_download(report, by=user)
    return FileResponse(
        content,
        as_attachment=True,
        filename=file_name(report),
        content_type=CONTENT_TYPES[Format(report.format)],
    )


def _report_request(
    request: HttpRequest, organisation_id: UUID
) -> actions.ReportRequest | None:
    """What was asked for; None, with a message, for what nobody offers this person."""
    form = ReportRequestForm(
        request.POST,
        may_see_answers=may(
            signed_in(request), organisation_id, Capability.VIEW_ANSWERS
        ),
    )
    if not form.is_valid():
        messages.error(request, _("This report is not offered to you."))
        return None
    return actions.ReportRequest(**form.report_request)


def _is_superseded(report: Report) -> bool:
    """Whether what a finished report says was said anew since."""
    is_made = report.state in (ReportState.READY, ReportState.EXPIRED)
    return is_made and standing_of(report) == VerificationResult.SUPERSEDED


def queue(report: Report) -> None:
    """Hand a report to the worker; while the broker is away it waits in the database."""
    task = tasks.pack_bundle if report.kind in ZIPPED else tasks.render_report
    task.delay_on_commit(str(report.pk))


def file_name(report: Report) -> str:
    """What the file of a report is called where it is saved: two of one vendor and day differ in
    variant and language."""
    about = report.get_kind_display()
    if report.assessment is not None:
        about = report.assessment.engagement.vendor.name
    short = slugify(about)[:60] or "vendor"
    if report.is_draft:
        short = f"draft-{short}"
    if report.is_issued:
        return f"addendum-{short}-{report.issue.issued_on:%Y-%m-%d}.pdf"
    if report.kind == ReportKind.ASSESSMENT and report.format not in FILES_WITH_ANSWERS:
        short = f"{short}-{report.variant}"
    extension = EXTENSIONS[Format(report.format)]
    return f"risk-report-{short}-{report.requested_at:%Y-%m-%d}-{report.language}.{extension}"
