"""What sending hears of assessments."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from riskapp.assessments.models import Assessment
from riskapp.assessments.signals import assessment_started
from riskapp.sending.actions.reassessing import settle_proposals


@receiver(assessment_started, dispatch_uid="sending.settle_proposals")
def what_was_proposed_is_done(assessment: Assessment, **kwargs: Any) -> None:
    """However the work came to be assessed again: nothing is left to propose for it."""
    settle_proposals(assessment)
