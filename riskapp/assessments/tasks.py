"""Work that is done later: an id in, one action."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import OperationalError, transaction
from django.utils import timezone

from questionnaires.models import Response
from questionnaires.scanning import is_configured, scan
from riskapp.accounts.queries import days_by_zone
from riskapp.assessments.actions import campaigns, reassessing, sending
from riskapp.assessments.actions.remedies import note_file_scan
from riskapp.assessments.actions.scoring import score_assessment
from riskapp.assessments.actions.settling import reopen_ended
from riskapp.assessments.actions.telling import tell_of_dates
from riskapp.assessments.actions.watching import watch
from riskapp.assessments.choices import ScoreCause, SendingState
from riskapp.assessments.models import Assessment, PlanFile, Sending
from riskapp.common.wall import (
    CLOCK,
    in_organisation,
    in_organisation_of,
    of_everything,
    of_organisation_of,
)
from riskapp.common.work import MISSED_AFTER
from riskapp.vendors.models import Engagement

AGAIN_SECONDS = 5

logger = logging.getLogger(__name__)


@shared_task(autoretry_for=(OperationalError,), max_retries=5, retry_backoff=True)
@of_organisation_of(Response, "tenant")
def score_submitted_response(response_id: str) -> None:
    """Score the assessment of a submitted response; running twice gives one score."""
    assessment = Assessment.objects.filter(response_id=response_id).first()
    if assessment is not None:
        score_assessment(assessment)


@shared_task(autoretry_for=(OperationalError,), max_retries=5, retry_backoff=True)
@of_organisation_of(Assessment)
def score_again(assessment_id: str) -> None:
    """Take the snapshot that is due; running twice gives one score."""
    assessment = Assessment.objects.filter(pk=assessment_id).exclude(score_again="")
    for due in assessment:
        score_assessment(due)


@shared_task(autoretry_for=(OperationalError,), max_retries=5, retry_backoff=True)
def score_by_newest_model(organisation_id: str) -> None:
    """Score anew what waits for it in an organisation; running twice gives one score each."""
    waiting = Assessment.objects.filter(
        organisation_id=organisation_id, score_again=ScoreCause.MODEL
    )
    with in_organisation(organisation_id):
        for assessment in waiting.iterator():
            score_assessment(assessment)


@shared_task
@of_everything(CLOCK)
def reopen_ended_acceptances() -> None:
    """Open again what was accepted until yesterday; running twice does it once."""
    for zone, today in days_by_zone():
        reopen_ended(today, zone)


@shared_task
@of_everything(CLOCK)
def tell_people_of_dates() -> None:
    """Tell of what is overdue, ends or was not delivered; running twice tells it once."""
    for zone, today in days_by_zone():
        tell_of_dates(today, zone)


@shared_task(autoretry_for=(OSError,), max_retries=5, retry_backoff=True)
@of_organisation_of(PlanFile, "plan__finding__organisation")
def scan_plan_file(file_id: str) -> None:
    """Have a file beside an action judged that nobody has judged yet; twice judges once."""
    file = PlanFile.objects.to_scan().filter(pk=file_id).first()
    if file is None or not is_configured():
        return
    with file.file.open("rb") as stream:
        verdict = scan(stream)
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


@shared_task(autoretry_for=(OperationalError,), max_retries=5, retry_backoff=True)
@of_organisation_of(Assessment)
def watch_dates_of(assessment_id: str) -> None:
    """Warn of credentials that end, and count those that ended; twice does it once."""
    assessment = Assessment.objects.filter(pk=assessment_id).first()
    if assessment is not None:
        watch(assessment, timezone.localdate())


@shared_task
@of_everything(CLOCK)
def watch_dates() -> None:
    """Queue every assessment with a date to look at today."""
    due = Assessment.objects.to_watch(timezone.localdate())
    for assessment_id in due.values_list("pk", flat=True):
        watch_dates_of.delay(str(assessment_id))


@shared_task
@of_everything(CLOCK)
def score_what_was_missed() -> None:
    """Score whatever was submitted or reviewed but not scored, e.g. while the broker was away.

    One task for each, so that one that fails does not hold up the others.
    """
    for response_id in Assessment.objects.unscored().values_list("response", flat=True):
        score_submitted_response.delay(str(response_id))


@shared_task(bind=True, max_retries=None)
@of_organisation_of(Sending, "campaign__organisation", at=1)
def send_one(self: Any, sending_id: str) -> None:
    """Start or ask what one row of a campaign says; running twice does it once.

    What nobody foresaw is logged and tried again, three times in all, then told in words.
    """
    row = UUID(sending_id)
    try:
        campaigns.send(row)
    except Exception as error:
        logger.exception("Row %s of a campaign was not sent.", row)
        sending = campaigns.give_up(row, error)
        if sending is not None and sending.state == SendingState.QUEUED:
            raise self.retry(countdown=AGAIN_SECONDS) from error


def send_soon(sending: Sending) -> None:
    """Queue a row once it is committed.

    Robust: a broker that is away stops nobody; ``send_what_was_missed`` comes back to it.
    """
    sending_id = str(sending.pk)
    transaction.on_commit(lambda: send_one.delay(sending_id), robust=True)


@shared_task
@of_everything(CLOCK)
def send_what_was_missed() -> None:
    """Queue rows again that nobody took, e.g. while the broker was away."""
    missed = Sending.objects.filter(
        state=SendingState.QUEUED, queued_at__lt=timezone.now() - MISSED_AFTER
    )
    for sending_id in missed.values_list("pk", flat=True):
        send_one.delay(str(sending_id))


@shared_task
@of_everything(CLOCK)
def send_due_reminders() -> None:
    """Remind whoever the schedule names today; one transaction each, twice is once."""
    for zone, today in days_by_zone():
        for assessment_id in sending.to_remind(today, zone):
            with in_organisation_of(Assessment, assessment_id):
                sending.remind(assessment_id, today)


@shared_task
@of_everything(CLOCK)
def propose_due_reviews() -> None:
    """Propose, or start, the reviews whose day has come; twice is once."""
    for zone, today in days_by_zone():
        for engagement_id in reassessing.due_by_calendar(today, zone):
            with in_organisation_of(Engagement, engagement_id):
                reassessing.propose_by_calendar(engagement_id, today)
