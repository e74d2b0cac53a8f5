"""Work that is done later: an id in, one action."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.utils.translation import gettext_noop as mark

from riskapp.common.tasks import takes_over
from riskapp.common.wall import CLOCK, of_everything, of_organisation_of
from riskapp.reports import actions
from riskapp.reports.choices import Kind
from riskapp.reports.models import Report
from riskapp.reports.queries import bundles_with, left_behind

AGAIN_SECONDS = 5

logger = logging.getLogger(__name__)


@shared_task(bind=True, max_retries=None)
@of_organisation_of(Report, at=1)
def render_report(self: Any, report_id: str) -> None:
    """Make a report; running twice, or after a killed worker, makes one file.

    What nobody foresaw is logged and tried again, three times in all, then told in words.
    """
    report = Report.objects.get(pk=report_id)
    try:
        actions.render_report(report, takes_over=takes_over(self))
    except SoftTimeLimitExceeded:
        actions.fail_report(
            report, mark("Making the report took too long and was stopped.")
        )
    except Exception as error:
        logger.exception("Report %s was not made.", report.pk)
        if actions.give_up(report, error).is_working:
            raise self.retry(countdown=AGAIN_SECONDS) from error
    for bundle_id in bundles_with(report):
        pack_bundle.delay(str(bundle_id))


@shared_task(bind=True, max_retries=None)
@of_organisation_of(Report, at=1)
def pack_bundle(self: Any, bundle_id: str) -> None:
    """Pack a ZIP if all of its reports are made; whoever makes the last one asks again."""
    bundle = Report.objects.get(pk=bundle_id)
    try:
        actions.pack_bundle(bundle, takes_over=takes_over(self))
    except Exception as error:
        logger.exception("Bundle %s was not packed.", bundle.pk)
        if actions.give_up(bundle, error).is_working:
            raise self.retry(countdown=AGAIN_SECONDS) from error


@shared_task
@of_everything(CLOCK)
def make_what_was_missed() -> None:
    """Queue reports that nobody took, and those whose worker is gone; twice is once."""
    for report_id, kind in left_behind():
        task = pack_bundle if kind == Kind.BUNDLE else render_report
        task.delay(str(report_id))
