"""Asking for a report, making it, and downloading it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from questionnaires.document.overlay import lay_over, overlay_of_data
from questionnaires.queries import sheet_of
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.reports.choices import ReportState
from riskapp.reports.context import About, build_context
from riskapp.reports.errors import CannotBeShown, NothingToReport, ReportError
from riskapp.reports.models import Report
from riskapp.reports.pdf import Pdf, pdf_from_html

STUCK_AFTER = timedelta(minutes=5)


@transaction.atomic
def request_report(assessment: Assessment, *, by: User) -> Report:
    """The report on the current score; asking twice gives the same one.

    Raises NothingToReport before there is a score.
    """
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("organisation", "score", "engagement__vendor")
        .get(pk=assessment.pk)
    )
    if assessment.score is None:
        raise NothingToReport
    existing = Report.objects.filter(score=assessment.score).first()
    if existing is not None:
        return existing
    report = Report.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        score=assessment.score,
        requested_by=by,
    )
    record("report requested", report, organisation=report.organisation, by=by)
    return report


@transaction.atomic
def retry_report(report: Report, *, by: User) -> Report:
    """Queue a failed report again, or one that has been stuck for five minutes."""
    report = _locked(report)
    if not may_retry(report):
        return report
    before = report.state
    report.state = ReportState.QUEUED
    report.reason = ""
    report.save(update_fields=["state", "reason"])
    record(
        "report retried",
        report,
        organisation=report.organisation,
        by=by,
        before={"state": before},
        after={"state": report.state},
    )
    return report


def may_retry(report: Report) -> bool:
    """Whether making the report again makes sense."""
    if report.state == ReportState.FAILED:
        return True
    since = report.started_at or report.requested_at
    return report.state != ReportState.READY and since < timezone.now() - STUCK_AFTER


def render_report(report: Report) -> Report:
    """Make the PDF; a finished report is left as it is, a broken one says why.

    The file is stored only when all of its bytes are there.
    """
    report = _begin(report)
    if report.state != ReportState.RENDERING:
        return report
    try:
        pdf = pdf_from_html(_html_of(report))
    except ReportError as error:
        return fail_report(report, str(error))
    return _finish(report, pdf)


@transaction.atomic
def fail_report(report: Report, reason: str) -> Report:
    """Note in words why the report could not be made; a finished one is left as it is."""
    report = _locked(report)
    if report.state == ReportState.READY:
        return report
    report.state = ReportState.FAILED
    report.reason = reason[:1000]
    report.finished_at = timezone.now()
    report.save()
    record(
        "report failed",
        report,
        organisation=report.organisation,
        by=None,
        after={"reason": report.reason, "attempts": report.attempts},
    )
    return report


@transaction.atomic
def note_download(report: Report, *, by: User) -> None:
    """Put a download into the audit trail."""
    record(
        "report downloaded",
        report,
        organisation=report.organisation,
        by=by,
        after={"sha256": report.sha256},
    )


def report_html(context: Mapping[str, Any]) -> str:
    """The report as one HTML document; asks the database nothing."""
    return render_to_string(
        "reports/pdf/summary.html"
        if context["is_short"]
        else "reports/pdf/assessment.html",
        dict(context),
    )


@transaction.atomic
def _begin(report: Report) -> Report:
    report = _locked(report)
    if report.state == ReportState.READY:
        return report
    report.state = ReportState.RENDERING
    report.attempts += 1
    report.started_at = timezone.now()
    report.save(update_fields=["state", "attempts", "started_at"])
    return report


@transaction.atomic
def _finish(report: Report, pdf: Pdf) -> Report:
    report = _locked(report)
    if report.state == ReportState.READY:
        return report
    report.sha256 = hashlib.sha256(pdf.content).hexdigest()
    report.pages = pdf.pages
    report.state = ReportState.READY
    report.reason = ""
    report.finished_at = timezone.now()
    report.file.save(f"{report.pk}.pdf", ContentFile(pdf.content), save=False)
    report.save()
    record(
        "report made",
        report,
        organisation=report.organisation,
        by=None,
        after={"sha256": report.sha256, "pages": report.pages},
    )
    return report


def _locked(report: Report) -> Report:
    return (
        Report.objects.select_for_update(of=("self",))
        .select_related(
            "organisation", "score__response", "assessment__engagement__vendor"
        )
        .get(pk=report.pk)
    )


def _html_of(report: Report) -> str:
    """What is stored as one HTML document; raises CannotBeShown when it does not fit."""
    try:
        return report_html(_context(report))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise CannotBeShown(error) from error


def _context(report: Report) -> dict[str, Any]:
    response = report.score.response
    vendor = report.assessment.engagement.vendor
    submitted = response.submitted_at or timezone.now()
    about = About(
        organisation=report.organisation.name,
        vendor=vendor.name,
        country=vendor.country,
        engagement=report.assessment.engagement.name,
        submitted=submitted.date(),
        attested=f"{response.attested_name}, {response.attested_role}",
        digest=response.digest,
    )
    overlay = overlay_of_data(report.score.result.get("overlay", []))
    sheet = lay_over(sheet_of(response), overlay)
    return build_context(about, sheet, report.score.result)
