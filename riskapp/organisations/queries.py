"""How a mail to a vendor would come."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from questionnaires.actions.deliveries import WrittenMail, worded
from questionnaires.queries import MailWords

DAYS = 14


def preview(kind: str, code: str, asker: str, words: MailWords | None) -> WrittenMail:
    """A mail of this kind to a vendor that does not exist, in a language; in the product's own
    words where there are no others."""
    due = timezone.localdate() + datetime.timedelta(days=DAYS)
    page = f"{settings.PUBLIC_URL}{reverse('questionnaires:enter')}"
    with translation.override(code):
        response = SimpleNamespace(
            asked_by=asker,
            respondent_name=_("Example Software"),
            about=_("Customer portal"),
            message="",
            due_on=due,
        )
        context = {
            "response": response,
            "invitation": SimpleNamespace(
                expires_at=timezone.now() + datetime.timedelta(days=2 * DAYS)
            ),
            "contact": None,
            "evidence": None,
            "link": f"{page}#…",
            "page": page,
            "link_code": "…",
        }
        return worded(kind, asker, words, context)
