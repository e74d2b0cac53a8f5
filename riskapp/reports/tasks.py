"""Work that is done later: an id in, one action."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils.translation import gettext_noop as mark

from riskapp.common.tasks import takes_over, tried_again
from riskapp.common.wall import CLOCK, of_everything, of_organisation_of
from riskapp.reports import actions
from riskapp.reports.choices import ReportKind
from riskapp.reports.models import Report, ReportLink
from riskapp.reports.queries import bundles_with, left_behind

# About two and a half hours, so that a mail server may be away for a while.
PATIENTLY: dict[str, Any] = {
    "autoretry_for": (OSError,),
    "max_retries": 20,
    "retry_backoff": 10,
    "retry_jitter": False,
}


@shared_task(bind=True, max_retries=None)
@of_organisation_of(Report, at=1)
def render_report(self: Any, report_id: str) -> None:
    """Make a report; running twice, or after a killed worker, makes one file.

    What nobody foresaw is logged and tried again, three times in all, then told in words.
    """
    report = Report.objects.get(pk=report_id)
    with _tried_again(self, "Report %s was not made.", report):
        try:
            actions.render_report(report, takes_over=takes_over(self))
        except SoftTimeLimitExceeded:
            actions.fail_report(
                report, mark("Making the report took too long and was stopped.")
            )
    for bundle_id in bundles_with(report):
        pack_bundle.delay(str(bundle_id))


@shared_task(bind=True, max_retries=None)
@of_organisation_of(Report, at=1)
def pack_bundle(self: Any, bundle_id: str) -> None:
    """Pack a ZIP if all of its reports are made; whoever makes the last one asks again."""
    bundle = Report.objects.get(pk=bundle_id)
    with _tried_again(self, "Bundle %s was not packed.", bundle):
        actions.pack_bundle(bundle, takes_over=takes_over(self))


@shared_task(**PATIENTLY)
@of_organisation_of(ReportLink)
def send_link(link_id: str) -> None:
    """Mail the link to a report; running twice mails it once."""
    link = ReportLink.objects.filter(pk=link_id).first()
    if link is not None:
        actions.mail_link(link)


def _tried_again(
    task: Any, message: str, report: Report
) -> AbstractContextManager[None]:
    return tried_again(
        task,
        lambda error: not actions.give_up(report, error).is_working,
        message,
        report.pk,
    )


@shared_task
@of_everything(CLOCK)
def make_what_was_missed() -> None:
    """Queue reports that nobody took, and those whose worker is gone; twice is once."""
    for report_id, kind in left_behind():
        task = pack_bundle if kind == ReportKind.BUNDLE else render_report
        task.delay(str(report_id))
