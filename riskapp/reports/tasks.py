"""Work that is done later: an id in, one action."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils.translation import gettext_noop as mark

from riskapp.reports import actions
from riskapp.reports.models import Report

BUNDLE_LOOKS_AGAIN = 5  # seconds
BUNDLE_LOOKS = 720  # an hour of them


@shared_task(autoretry_for=(OSError,), max_retries=3, retry_backoff=True)
def render_report(report_id: str) -> None:
    """Make a report; running twice, or after a killed worker, makes one file."""
    report = Report.objects.get(pk=report_id)
    try:
        actions.render_report(report)
    except SoftTimeLimitExceeded:
        actions.fail_report(
            report, mark("Making the report took too long and was stopped.")
        )


@shared_task(bind=True, max_retries=BUNDLE_LOOKS)
def pack_bundle(self: Any, bundle_id: str) -> None:
    """Pack a ZIP once its reports are made; looks again until they are."""
    bundle = actions.pack_bundle(Report.objects.get(pk=bundle_id))
    if bundle.is_working:
        raise self.retry(countdown=BUNDLE_LOOKS_AGAIN)


@shared_task
def expire_reports() -> None:
    """Nightly: remove files that were kept long enough."""
    actions.expire_reports()
