"""Taking a report out of the list, and bringing it back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from riskapp.accounts.models import User
from riskapp.audit.actions import record
from riskapp.reports.models import Report


def locked(report: Report) -> Report:
    """The row of a report, in hand until the transaction ends."""
    return (
        Report.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=report.pk)
    )


@transaction.atomic
def archive_report(report: Report, *, by: User, restore: bool = False) -> Report:
    """Take a report out of the list, or bring it back; it can be opened, shared and verified as
    before. Twice is once."""
    report = locked(report)
    if (report.archived_at is None) is restore:
        return report
    report.archived_at = None if restore else timezone.now()
    report.save(update_fields=["archived_at"])
    record(
        "report restored" if restore else "report archived",
        report,
        organisation=report.organisation,
        by=by,
    )
    return report


def listed(report: Report, *, by: User) -> Report:
    """What a person asks for stands in the list again."""
    if report.archived_at is None:
        return report
    return archive_report(report, by=by, restore=True)
