"""Work that is done later: an id in, one action."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone
from django.utils.translation import gettext_noop as mark

from riskapp.accounts.queries import days_by_zone
from riskapp.common.tasks import takes_over, tried_again
from riskapp.common.wall import CLOCK, of_everything, of_organisation_of
from riskapp.common.zones import days_in
from riskapp.reports import actions
from riskapp.reports.choices import ZIPPED, ReportState
from riskapp.reports.models import Report, ReportLink, ReportSchedule
from riskapp.reports.queries.links import links_left_behind, links_to_send
from riskapp.reports.queries.schedules import schedules_due
from riskapp.reports.queries.waiting import bundles_with, left_behind

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
    for link_id in links_to_send(report):
        send_link.delay(str(link_id))


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


@shared_task
@of_everything(CLOCK)
def send_scheduled_reports() -> None:
    """Send what is due today where its organisation is, and links that were not sent for hours;
    running twice sends it once."""
    for zone, today in days_by_zone():
        for schedule_id in schedules_due(zone, today):
            send_scheduled_report.delay(str(schedule_id))
    for link_id in links_left_behind():
        send_link.delay(str(link_id))


@shared_task
@of_organisation_of(ReportSchedule)
def send_scheduled_report(schedule_id: str) -> None:
    """Ask for one report that is due and have it made; running twice does it once."""
    schedule = (
        ReportSchedule.objects.select_related("organisation")
        .filter(pk=schedule_id)
        .first()
    )
    if schedule is None:
        return
    with days_in(schedule.organisation.time_zone):
        report = actions.send_scheduled(schedule, timezone.localdate())
    if report is not None and report.state == ReportState.QUEUED:
        render_report.delay(str(report.pk))


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
        task = pack_bundle if kind in ZIPPED else render_report
        task.delay(str(report_id))
