"""Files of reports that are lost, and the reports that take their place."""

from __future__ import annotations

from django.db import transaction

from riskapp.accounts.models import User
from riskapp.audit.actions import record
from riskapp.reports.actions.archiving import locked
from riskapp.reports.actions.asking import asked_report
from riskapp.reports.choices import ReportState
from riskapp.reports.models import IssuedAddendum, Report


def _is_lost(report: Report) -> bool:
    """Whether a report is ready and its file is not where it was stored."""
    if report.state != ReportState.READY:
        return False
    return not report.file.storage.exists(str(report.file.name))


@transaction.atomic
def make_lost_again(report: Report, *, by: User) -> Report:
    """A new report in the place of one whose file is lost, from what that was made from. The
    digest of the lost file stays what copies are verified by."""
    report = locked(report)
    if not _is_lost(report):
        return report
    record(
        "lost report replaced",
        report,
        organisation=report.organisation,
        by=by,
        before={"file": str(report.file.name), "sha256": report.sha256},
    )
    report.state, report.file = ReportState.EXPIRED, ""
    report.save(update_fields=["state", "file"])
    again = asked_report(
        report.organisation,
        report.inputs,
        by=by,
        kind=report.kind,
        assessment=report.assessment,
        score=report.score,
        variant=report.variant,
        language=report.language,
        format=report.format,
        is_draft=report.is_draft,
    )
    # A contract addendum stays issued when its file is made again.
    IssuedAddendum.objects.filter(report=report).update(report=again)
    return again


@transaction.atomic
def note_lost(report: Report, *, by: User) -> None:
    """Put it into the audit trail that somebody asked for a file that is lost."""
    record(
        "report file lost",
        report,
        organisation=report.organisation,
        by=by,
        after={"file": str(report.file.name), "sha256": report.sha256},
    )
