"""What reviews hear of questionnaires."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from questionnaires.models import Message, Response
from questionnaires.queries import AfterwardsLink
from questionnaires.signals import afterwards, message_written
from riskapp.assessments.models import Assessment
from riskapp.review.actions.conversation import note_asked


@receiver(afterwards, dispatch_uid="review.offer_change_notices")
def offer_change_notices(response: Response, **kwargs: Any) -> list[AfterwardsLink]:
    """Offer a vendor whose answers were evaluated to report changes and confirm dates."""
    evaluated = Assessment.objects.filter(response=response, score__isnull=False)
    if not evaluated.exists():
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


@receiver(message_written, dispatch_uid="review.note_asked")
def tell_members(message: Message, **kwargs: Any) -> None:
    """Let members hear of what a vendor asks."""
    note_asked(message)
