"""What incidents hear: files that were read, and files that go."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from riskapp.activity.models import ActivityFile
from riskapp.activity.signals import days_changed
from riskapp.assessments.models import Assessment
from riskapp.facts.models import SourceFile
from riskapp.incidents.actions.shown import forget_names, keep_agents_of, keep_names


@receiver(post_save, sender=SourceFile, dispatch_uid="incidents.keep_names")
def keep_what_a_file_shows(
    instance: SourceFile, *, created: bool, **kwargs: Any
) -> None:
    """Keep the names that a new file shows."""
    if created:
        keep_names(instance)


@receiver(days_changed, dispatch_uid="incidents.keep_agents")
def keep_what_agents_show(assessment: Assessment, **kwargs: Any) -> None:
    """Keep the names that daily totals show."""
    keep_agents_of(assessment)


@receiver(post_delete, sender=SourceFile, dispatch_uid="incidents.forget_names")
@receiver(post_delete, sender=ActivityFile, dispatch_uid="incidents.forget_agents")
def forget_what_a_file_showed(
    instance: SourceFile | ActivityFile, **kwargs: Any
) -> None:
    """What a file showed goes with it."""
    forget_names(instance.pk, instance.response)
