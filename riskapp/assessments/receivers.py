"""What assessments hear of questionnaires."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from questionnaires.models import Response
from questionnaires.queries import AfterwardsLink
from questionnaires.signals import afterwards, response_submitted
from riskapp.assessments.actions.lifecycle import mark_submitted
from riskapp.assessments.models import Assessment, Decision, Finding
from riskapp.assessments.tasks import score_submitted_response
from riskapp.common.wall import in_organisation


@receiver(afterwards, dispatch_uid="assessments.offer_outcome")
def offer_outcome(response: Response, **kwargs: Any) -> list[AfterwardsLink]:
    """Lead the vendor to the points to act on and the decision, once it may see them."""
    judged = Q(assessment__response=response) | Q(assessment__scores__response=response)
    shown = Finding.objects.shown_to_vendor().filter(judged)
    decided = Decision.objects.filter(judged, released_at__isnull=False)
    if not shown.exists() and not decided.exists():
        return []
    url = reverse("assessments:vendor_outcome", args=[response.pk])
    return [AfterwardsLink(url, _("What came of your answers"))]


@receiver(response_submitted, dispatch_uid="assessments.queue_scoring")
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


@receiver(afterwards, dispatch_uid="assessments.offer_between_cycles")
def offer_between_cycles(response: Response, **kwargs: Any) -> list[AfterwardsLink]:
    """Offer a vendor whose answers were judged to report changes and confirm dates."""
    judged = Assessment.objects.filter(response=response, score__isnull=False)
    if not judged.exists():
        return []
    return [
        AfterwardsLink(
            reverse("assessments:vendor_notice", args=[response.pk]),
            _("Report a change"),
            _("another AI tool, model, plan or place"),
        ),
        AfterwardsLink(
            reverse("assessments:vendor_dates", args=[response.pk]),
            _("Credentials that end"),
            _("confirm or change their dates"),
        ),
    ]
