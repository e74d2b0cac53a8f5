"""What activity hears: days of agents that came or went."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver

from questionnaires.models import Response
from questionnaires.signals import response_submitted
from riskapp.activity.models import ActivityFile
from riskapp.activity.signals import days_changed
from riskapp.activity.tasks import watch_agents_of
from riskapp.assessments.models import Assessment
from riskapp.common.wall import in_organisation


@receiver(days_changed, dispatch_uid="activity.watch")
def queue_watching(assessment: Assessment, **kwargs: Any) -> None:
    """Watch the agents once the change is committed."""
    watch_agents_of.delay_on_commit(str(assessment.pk))


@receiver(response_submitted, dispatch_uid="activity.watch_submitted")
def queue_watching_by_answers(response: Response, **kwargs: Any) -> None:
    """Answers that limits rest on may be others now, and files that came with them count from
    now on. Robust, as scoring is: handing in never fails because of it."""
    with in_organisation(response.tenant):
        found = (
            Assessment.objects.filter(Q(response=response) | Q(follow_up=response))
            .filter(engagement__in=ActivityFile.objects.values("engagement"))
            .values_list("pk", flat=True)
        )
        keys = [str(key) for key in found]

    def queue() -> None:
        for key in keys:
            watch_agents_of.delay(key)

    if keys:
        transaction.on_commit(queue, robust=True)
