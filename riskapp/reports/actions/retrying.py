"""Calling a report off, and trying again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as mark

from riskapp.accounts.models import User
from riskapp.audit.actions import record
from riskapp.reports.actions.archiving import listed, locked
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report

STUCK_AFTER = timedelta(minutes=5)


@transaction.atomic
def retry_report(report: Report, *, by: User) -> Report:
    """Queue a failed report again, or one that has been stuck for five minutes."""
    report = locked(report)
    if not may_retry(report):
        return report
    return queued_again(listed(report, by=by), by=by)


def may_retry(report: Report) -> bool:
    """Whether making the report again makes sense."""
    if report.state in (ReportState.FAILED, ReportState.CANCELLED):
        return True
    since = report.started_at or report.requested_at
    return report.is_working and since < timezone.now() - STUCK_AFTER


@transaction.atomic
def cancel_report(report: Report, *, by: User) -> Report:
    """Call off a report that is not finished; a worker in the middle throws its work away."""
    report = locked(report)
    if not report.is_working:
        return report
    return _put(
        report,
        mark("report cancelled"),
        by=by,
        state=ReportState.CANCELLED,
        finished_at=timezone.now(),
    )


def queued_again(report: Report, *, by: User) -> Report:
    """A report that waits for a worker as if it had never been tried."""
    return _put(
        report,
        mark("report retried"),
        by=by,
        state=ReportState.QUEUED,
        reason="",
        attempts=0,
        progress=0,
        started_at=None,
    )


def _put(report: Report, action: str, *, by: User, **fields: Any) -> Report:
    """The report in another state, with its line in the trail."""
    before = report.state
    for name, value in fields.items():
        setattr(report, name, value)
    report.save(update_fields=[*fields])
    record(
        action,
        report,
        organisation=report.organisation,
        by=by,
        before={"state": before},
        after={"state": report.state},
    )
    return report
