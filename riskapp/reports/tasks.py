"""Work that is done later: an id in, one action."""

from __future__ import annotations

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded

from riskapp.reports import actions
from riskapp.reports.models import Report


@shared_task(autoretry_for=(OSError,), max_retries=3, retry_backoff=True)
def render_report(report_id: str) -> None:
    """Make a report; running twice, or after a killed worker, makes one file."""
    report = Report.objects.get(pk=report_id)
    try:
        actions.render_report(report)
    except SoftTimeLimitExceeded:
        actions.fail_report(report, "Making the report took too long and was stopped.")
