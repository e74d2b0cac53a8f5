"""Work that is done later: an id in, one action."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from celery import shared_task
from django.db import OperationalError, transaction
from django.utils import timezone

from questionnaires.choices import ScanState
from questionnaires.models import Response
from questionnaires.scanning import Verdict, is_configured, scan
from questionnaires.tasks import LOST
from riskapp.accounts.queries import days_by_zone
from riskapp.assessments.actions import campaigns, reassessing, sending
from riskapp.assessments.actions.remedies import note_file_scan
from riskapp.assessments.actions.scoring import (
    begin_scoring,
    give_up_scoring,
    score_assessment,
)
from riskapp.assessments.actions.settling import reopen_ended
from riskapp.assessments.actions.telling import tell_of_dates
from riskapp.assessments.actions.watching import look_tomorrow, watch
from riskapp.assessments.choices import ScoreCause, SendingState
from riskapp.assessments.models import Assessment, PlanFile, Sending
from riskapp.common.wall import (
    CLOCK,
    in_organisation,
    in_organisation_of,
    of_everything,
    of_organisation_of,
)
from riskapp.common.work import MISSED_AFTER, one_of_many
from riskapp.vendors.models import Engagement

AGAIN_SECONDS = 5

logger = logging.getLogger(__name__)


@shared_task(bind=True, max_retries=None)
@of_organisation_of(Response, "tenant", at=1)
def score_submitted_response(self: Any, response_id: str) -> None:
    """Score the assessment of a submitted response; running twice gives one score."""
    due = Assessment.objects.unscored().filter(response_id=response_id).first()
    if due is not None:
        _score(self, due)


@shared_task(bind=True, max_retries=None)
@of_organisation_of(Assessment, at=1)
def score_again(self: Any, assessment_id: str) -> None:
    """Take the snapshot that is due; running twice gives one score."""
    due = Assessment.objects.unscored().filter(pk=assessment_id).first()
    if due is not None:
        _score(self, due)


def _score(task: Any, assessment: Assessment) -> None:
    """What nobody foresaw is logged and tried again, three times in all, then told in words."""
    if not begin_scoring(assessment):
        return
    try:
        score_assessment(assessment)
    except Exception as error:
        logger.exception("Assessment %s was not scored.", assessment.pk)
        if not give_up_scoring(assessment, error):
            raise task.retry(countdown=AGAIN_SECONDS) from error


@shared_task(autoretry_for=(OperationalError,), max_retries=5, retry_backoff=True)
def score_by_newest_model(organisation_id: str) -> None:
    """Queue whatever waits for the newest model in an organisation, each for itself."""
    with in_organisation(organisation_id):
        waiting = Assessment.objects.unscored().filter(
            organisation_id=organisation_id, score_again=ScoreCause.MODEL
        )
        due = list(waiting.values_list("pk", flat=True))
    for assessment_id in due:
        score_again.delay(str(assessment_id))


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
    try:
        with file.file.open("rb") as stream:
            verdict = scan(stream)
    except FileNotFoundError:
        logger.exception("The file %s beside an action is lost.", file_id)
        verdict = Verdict(ScanState.FAILED, LOST)
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
    if assessment is None:
        return
    try:
        watch(assessment, timezone.localdate())
    except OperationalError:
        raise
    except Exception:
        logger.exception(
            "The dates of assessment %s were not looked at.", assessment_id
        )
        look_tomorrow(assessment, timezone.localdate())


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
            with one_of_many(), in_organisation_of(Assessment, assessment_id):
                sending.remind(assessment_id, today)


@shared_task
@of_everything(CLOCK)
def propose_due_reviews() -> None:
    """Propose, or start, the reviews whose day has come; twice is once."""
    for zone, today in days_by_zone():
        for engagement_id in reassessing.due_by_calendar(today, zone):
            with one_of_many(), in_organisation_of(Engagement, engagement_id):
                reassessing.propose_by_calendar(engagement_id, today)
