"""Work on findings that is done later: an id in, one action."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from questionnaires.choices import ScanState
from questionnaires.scanning import ScanVerdict, is_configured, scan
from questionnaires.tasks import LOST
from riskapp.accounts.queries import days_by_zone
from riskapp.common.wall import CLOCK, of_everything, of_organisation_of
from riskapp.common.work import MISSED_AFTER
from riskapp.findings.actions.remedies import note_file_scan
from riskapp.findings.actions.settling import reopen_ended
from riskapp.findings.models import PlanFile

logger = logging.getLogger(__name__)


@shared_task
@of_everything(CLOCK)
def reopen_ended_acceptances() -> None:
    """Open again what was accepted until yesterday; running twice does it once."""
    for zone, today in days_by_zone():
        reopen_ended(today, zone)


@shared_task(autoretry_for=(OSError,), max_retries=5, retry_backoff=True)
@of_organisation_of(PlanFile, "plan__finding__organisation")
def scan_plan_file(file_id: str) -> None:
    """Have a file beside an action checked that nobody has checked yet; twice checks once."""
    file = PlanFile.objects.to_scan().filter(pk=file_id).first()
    if file is None or not is_configured():
        return
    try:
        with file.file.open("rb") as stream:
            verdict = scan(stream)
    except FileNotFoundError:
        logger.exception("The file %s beside an action is lost.", file_id)
        verdict = ScanVerdict(ScanState.FAILED, LOST)
    note_file_scan(file, verdict)


@shared_task
@of_everything(CLOCK)
def scan_plan_files_that_were_missed() -> None:
    """Queue every such file that still waits for the scanner."""
    if not is_configured():
        return
    before = timezone.now() - MISSED_AFTER
    for file_id in (
        PlanFile.objects.to_scan()
        .filter(added_at__lt=before)
        .values_list("pk", flat=True)
    ):
        scan_plan_file.delay(str(file_id))
