"""Work that is done later: an id in, one action."""

from __future__ import annotations

from celery import shared_task
from django.db import OperationalError

from riskapp.assessments.actions.scoring import score_assessment
from riskapp.assessments.models import Assessment


@shared_task(autoretry_for=(OperationalError,), max_retries=5, retry_backoff=True)
def score_submitted_response(response_id: str) -> None:
    """Score the assessment of a submitted response; running twice gives one score."""
    assessment = Assessment.objects.filter(response_id=response_id).first()
    if assessment is not None:
        score_assessment(assessment)


@shared_task
def score_what_was_missed() -> None:
    """Score whatever was submitted but not scored, e.g. while the broker was away.

    One task for each, so that one that fails does not hold up the others.
    """
    for response_id in Assessment.objects.unscored().values_list("response", flat=True):
        score_submitted_response.delay(str(response_id))
