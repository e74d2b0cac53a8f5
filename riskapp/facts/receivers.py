"""What files of evidence hear of questionnaires."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from questionnaires.models import Entry, Response
from questionnaires.queries import AfterwardsLink
from questionnaires.signals import meanwhile


@receiver(meanwhile, dispatch_uid="facts.offer")
def offer(
    response: Response, entry: Entry | None, **kwargs: Any
) -> list[AfterwardsLink]:
    """A way to answer from files, on the register and on the page of one tool."""
    place = reverse("assessments:vendor_files", args=[response.pk])
    return [
        AfterwardsLink(
            f"{place}?entry={entry.pk}" if entry else place,
            _("Answer from files"),
            _(
                "Configurations and exports propose answers; you confirm them. Nothing is kept "
                "but what they show."
            ),
        )
    ]
