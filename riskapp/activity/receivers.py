"""What activity hears: days of agents that came or went."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from riskapp.activity.signals import days_changed
from riskapp.activity.tasks import watch_agents_of
from riskapp.assessments.models import Assessment


@receiver(days_changed, dispatch_uid="activity.watch")
def queue_watching(assessment: Assessment, **kwargs: Any) -> None:
    """Watch the agents once the change is committed."""
    watch_agents_of.delay_on_commit(str(assessment.pk))
