"""Watching agents: an id in, one action."""

from __future__ import annotations

from celery import shared_task
from django.db import OperationalError

from questionnaires.choices import ResponseState
from riskapp.activity.actions.watching import watch_agents
from riskapp.assessments.models import Assessment
from riskapp.common.wall import of_organisation_of


@shared_task(autoretry_for=(OperationalError,), max_retries=5, retry_backoff=True)
@of_organisation_of(Assessment)
def watch_agents_of(assessment_id: str) -> None:
    """Watch the agents of an assessment's engagement by the newest answers that were submitted;
    twice finds nothing more. Nothing before: limits rest on answers, and members see none yet."""
    engagement = Assessment.objects.filter(pk=assessment_id).values("engagement")
    submitted = Assessment.objects.filter(engagement__in=engagement).exclude(
        response__state=ResponseState.OPEN
    )
    found = submitted.select_related("organisation", "response__version")
    assessment = found.order_by("-started_at").first()
    if assessment is not None:
        watch_agents(assessment)
