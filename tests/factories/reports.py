"""Reports in every state, without typesetting one."""

from __future__ import annotations

import hashlib
import uuid

from django.core.files.base import ContentFile
from django.utils import timezone

from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.reports.actions import ReportRequest, request_report
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report

SHORT = ReportRequest(variant="summary")
CONTENT = b"%PDF-1.7 a small one"


def ready(
    assessment: Assessment, by: User, report_request: ReportRequest = SHORT
) -> Report:
    """A finished report with a small file."""
    report = request_report(assessment, by=by, report_request=report_request)
    report.state = ReportState.READY
    report.sha256 = hashlib.sha256(CONTENT).hexdigest()
    report.pages = 1
    report.finished_at = timezone.now()
    report.file.save(f"{report.pk}.pdf", ContentFile(CONTENT), save=False)
    report.save()
    return report


def in_state(assessment: Assessment, by: User, state: str) -> Report:
    """A report in a state, as it is found a moment after it got there."""
    if state == ReportState.READY:
        return ready(assessment, by)
    report = request_report(assessment, by=by, report_request=SHORT)
    report.state = state
    if state != ReportState.QUEUED:
        report.attempts = 1
        report.started_at = timezone.now()
    if state == ReportState.FAILED:
        report.reason = "The report could not be typeset: no room."
    report.save()
    return report


def poison(assessment: Assessment) -> Assessment:
    """Give an assessment a score that speaks of a provision nobody knows any more."""
    score = assessment.score
    assert score is not None
    score.pk = uuid.uuid4()
    score.catalogue_version = "of long ago"
    criteria = [item | {"id": f"{item['id']}-old"} for item in score.result["criteria"]]
    score.result = score.result | {"criteria": criteria}
    score.save(force_insert=True)
    assessment.score = score
    assessment.save(update_fields=["score"])
    return Assessment.objects.get(pk=assessment.pk)
