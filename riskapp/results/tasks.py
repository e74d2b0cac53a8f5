"""Scores that are taken later: an id in, one action."""

from __future__ import annotations

import logging
from typing import Any

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from questionnaires.models import Response
from riskapp.accounts.queries import days_by_zone
from riskapp.assessments.choices import ScoreCause
from riskapp.assessments.models import Assessment
from riskapp.assessments.models.assessment import AssessmentQuerySet
from riskapp.common.tasks import takes_over, tried_again
from riskapp.common.wall import (
    CLOCK,
    in_organisation,
    of_everything,
    of_organisation_of,
)
from riskapp.common.zones import days_in
from riskapp.results.actions.scoring import (
    begin_scoring,
    give_up_scoring,
    score_assessment,
    score_each,
)
from riskapp.results.actions.watching import look_tomorrow, watch
from riskapp.review.actions.reviewing import count_contradictions

# So many are scored in one transaction: they are locked for a second or two.
BATCH = 100

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
    with tried_again(
        task,
        lambda error: give_up_scoring(assessment, error),
        "Assessment %s was not scored.",
        assessment.pk,
    ):
        score_assessment(assessment)
    count_contradictions_of.delay(str(assessment.pk))


@shared_task(autoretry_for=(OperationalError,), max_retries=5, retry_backoff=True)
@of_organisation_of(Assessment)
def count_contradictions_of(assessment_id: str) -> None:
    """Count what nobody has decided about; running twice counts the same."""
    found = Assessment.objects.select_related("organisation", "response__version")
    assessment = found.filter(pk=assessment_id, score__isnull=False).first()
    if assessment is not None and not assessment.response.is_open:
        with days_in(assessment.organisation.time_zone):
            count_contradictions(assessment)


@shared_task
@of_everything(CLOCK)
def count_contradictions_missed() -> None:
    """Count where nobody has counted yet, some at a time."""
    found = Assessment.objects.to_review().filter(open_contradictions=None)
    for assessment_id in found.order_by("pk").values_list("pk", flat=True)[:BATCH]:
        count_contradictions_of.delay(str(assessment_id))


@shared_task(autoretry_for=(OperationalError,), max_retries=5, retry_backoff=True)
def score_by_newest_model(organisation_id: str) -> None:
    """Queue whatever waits for the newest model in an organisation, in batches."""
    with in_organisation(organisation_id):
        waiting = Assessment.objects.unscored().filter(
            organisation_id=organisation_id, score_again=ScoreCause.MODEL
        )
        due = [str(pk) for pk in waiting.order_by("pk").values_list("pk", flat=True)]
    _queue_batches(organisation_id, due)


@shared_task(
    bind=True, autoretry_for=(OperationalError,), max_retries=5, retry_backoff=True
)
def score_batch(self: Any, organisation_id: str, assessment_ids: list[str]) -> None:
    """Score assessments of an organisation together; running twice gives one score each.

    What stops one of them, or all of them together, is met again where each is scored for
    itself, with its tries. A worker that was lost in the middle is followed by that at once,
    a database that is away once it is back.
    """
    with in_organisation(organisation_id):
        due = Assessment.objects.unscored().filter(pk__in=assessment_ids)
        left = set(due.values_list("pk", flat=True))
        if not takes_over(self):
            try:
                left -= score_each(left)
            except OperationalError:
                raise
            except Exception:
                logger.exception("A batch was not scored; each is for itself.")
    for assessment_id in sorted(left):
        score_again.delay(str(assessment_id))


@shared_task(autoretry_for=(OperationalError,), max_retries=5, retry_backoff=True)
@of_organisation_of(Assessment)
def watch_dates_of(assessment_id: str) -> None:
    """Warn of credentials that end, and count those that ended; twice does it once."""
    found = Assessment.objects.select_related("organisation").filter(pk=assessment_id)
    assessment = found.first()
    if assessment is None:
        return
    with days_in(assessment.organisation.time_zone):
        _watch(assessment)


def _watch(assessment: Assessment) -> None:
    try:
        watch(assessment, timezone.localdate())
    except OperationalError:
        raise
    except Exception:
        logger.exception(
            "The dates of assessment %s were not looked at.", assessment.pk
        )
        look_tomorrow(assessment, timezone.localdate())


@shared_task
@of_everything(CLOCK)
def watch_dates() -> None:
    """Queue every assessment with a date to look at today."""
    for zone, today in days_by_zone():
        assessments: AssessmentQuerySet = Assessment.objects.counted_in(zone)
        for assessment_id in assessments.to_watch(today).values_list("pk", flat=True):
            watch_dates_of.delay(str(assessment_id))


@shared_task
@of_everything(CLOCK)
def score_what_was_missed() -> None:
    """Score whatever was submitted or reviewed but not scored, e.g. while the broker was away.

    In batches, one organisation after the other; one that fails does not hold up the others.
    """
    due: dict[str, list[str]] = {}
    waiting = Assessment.objects.unscored().order_by("organisation_id", "pk")
    for organisation_id, pk in waiting.values_list("organisation_id", "pk"):
        due.setdefault(str(organisation_id), []).append(str(pk))
    for organisation, assessment_ids in due.items():
        _queue_batches(organisation, assessment_ids)


def _queue_batches(organisation_id: str, assessment_ids: list[str]) -> None:
    """Have assessments of an organisation scored together; a single one has its tries at once."""
    if len(assessment_ids) == 1:
        score_again.delay(assessment_ids[0])
        return
    for start in range(0, len(assessment_ids), BATCH):
        score_batch.delay(organisation_id, assessment_ids[start : start + BATCH])
