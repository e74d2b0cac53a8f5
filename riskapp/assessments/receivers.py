"""What assessments hear of questionnaires."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from questionnaires.models import Response
from questionnaires.signals import response_submitted
from riskapp.assessments.actions.lifecycle import mark_submitted
from riskapp.assessments.tasks import score_submitted_response


@receiver(response_submitted, dispatch_uid="assessments.queue_scoring")
def queue_scoring(response: Response, **kwargs: Any) -> None:
    """Note the submission in its own transaction, and score once that has committed.

    Robust: a broker that is away must not tell the vendor that handing in has failed;
    ``score_what_was_missed`` comes back to it.
    """
    if mark_submitted(response) is None:
        return

    def queue() -> None:
        score_submitted_response.delay(str(response.pk))

    transaction.on_commit(queue, robust=True)
