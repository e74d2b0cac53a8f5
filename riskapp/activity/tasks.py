"""Watching agents: an id in, one action."""

from __future__ import annotations

from celery import shared_task
from django.db import OperationalError

from riskapp.activity.actions.watching import watch_agents
from riskapp.assessments.models import Assessment
from riskapp.common.wall import of_organisation_of


@shared_task(autoretry_for=(OperationalError,), max_retries=5, retry_backoff=True)
@of_organisation_of(Assessment)
def watch_agents_of(assessment_id: str) -> None:
    """Watch the agents of an assessment's engagement; twice finds nothing more."""
    found = Assessment.objects.select_related("organisation", "response__version")
    assessment = found.filter(pk=assessment_id).first()
    if assessment is not None:
        watch_agents(assessment)
