"""What results hear of questionnaires."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from questionnaires.models import Response
from questionnaires.queries import AfterwardsLink
from questionnaires.signals import (
    afterwards,
    response_submitted,
    response_submitting,
)
from riskapp.assessments.models import Assessment
from riskapp.assessments.signals import score_due
from riskapp.common.wall import in_organisation
from riskapp.decisions.models import Decision
from riskapp.findings.models import Finding
from riskapp.results.actions.submitting import hold, mark_submitted
from riskapp.results.tasks import score_again, score_submitted_response


@receiver(afterwards, dispatch_uid="results.offer_outcome")
def offer_outcome(response: Response, **kwargs: Any) -> list[AfterwardsLink]:
    """Lead the vendor to the points to act on and the decision, once it may see them."""
    evaluated = Q(assessment__response=response) | Q(
        assessment__scores__response=response
    )
    shown = Finding.objects.shown_to_vendor().filter(evaluated)
    decided = Decision.objects.filter(evaluated, released_at__isnull=False)
    if not shown.exists() and not decided.exists():
        return []
    url = reverse("assessments:vendor_outcome", args=[response.pk])
    return [AfterwardsLink(url, _("What came of your answers"))]


@receiver(response_submitting, dispatch_uid="results.hold_assessment")
def hold_assessment(response: Response, **kwargs: Any) -> None:
    """The assessment before the response, as whoever asks takes them: nobody waits in a circle."""
    with in_organisation(response.tenant):
        hold(response)


@receiver(response_submitted, dispatch_uid="results.queue_scoring")
def queue_scoring(response: Response, **kwargs: Any) -> None:
    """Note the submission in its own transaction, and score once that has committed.

    A respondent sees no engagement: the note is the organisation's. Robust: a broker that is
    away must not tell the vendor that handing in has failed; ``score_what_was_missed`` comes
    back to it.
    """
    with in_organisation(response.tenant):
        if mark_submitted(response) is None:
            return

    def queue() -> None:
        score_submitted_response.delay(str(response.pk))

    transaction.on_commit(queue, robust=True)


@receiver(score_due, dispatch_uid="results.queue_new_score")
def queue_new_score(assessment: Assessment, **kwargs: Any) -> None:
    """Take the snapshot that is due once its reason has committed."""
    score_again.delay_on_commit(str(assessment.pk))
