"""What copies hear of questionnaires."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from questionnaires.models import Response
from questionnaires.queries import AfterwardsLink
from questionnaires.signals import afterwards


@receiver(afterwards, dispatch_uid="copies.offer")
def offer(response: Response, **kwargs: Any) -> list[AfterwardsLink]:
    """A link to the copy, on the page that is shown after submission."""
    return [
        AfterwardsLink(
            reverse("copies:copy", args=[response.pk]),
            _("Your copy to keep (PDF)"),
            _("what you were asked and what you answered"),
        )
    ]
