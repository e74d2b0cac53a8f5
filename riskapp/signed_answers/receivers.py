"""What signed answers hear of questionnaires."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from questionnaires.models import Response
from questionnaires.queries import AfterwardsLink
from questionnaires.signals import afterwards


@receiver(afterwards, dispatch_uid="signed.offer")
def offer(response: Response, **kwargs: Any) -> list[AfterwardsLink]:
    """A link to the signed answers, on the page that is shown after submission."""
    return [
        AfterwardsLink(
            reverse("signed:take", args=[response.pk]),
            _("Your answers, signed, for another organisation"),
            _("where it also uses this product, you confirm them instead of typing"),
        )
    ]
