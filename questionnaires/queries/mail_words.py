"""What a mail says in the words of whoever asks, instead of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from questionnaires.choices import DeliveryKind
from questionnaires.models import Response

# The mails that may be worded by whoever asks; the others say what the product does.
WORDED = (
    DeliveryKind.INVITATION,
    DeliveryKind.CYCLE,
    DeliveryKind.QUESTIONS,
    DeliveryKind.REMINDER,
    DeliveryKind.OVERDUE,
)
# What stands in braces and is filled in: who asks, of whom, about what, until when.
PLACEHOLDERS = ("asker", "asked", "about", "day")


@dataclass(frozen=True, slots=True)
class MailWords:
    """A subject and a text with placeholders; link, due day and code are added to it."""

    subject: str
    text: str

    def filled(self, facts: Mapping[str, str]) -> MailWords:
        """The same with the facts in the place of the placeholders."""
        subject, text = self.subject, self.text
        for name in PLACEHOLDERS:
            subject = subject.replace(f"{{{name}}}", facts.get(name, ""))
            text = text.replace(f"{{{name}}}", facts.get(name, ""))
        return MailWords(subject, text)


def own_words(response: Response, kind: str, language: str) -> MailWords | None:
    """How whoever asks words a mail; None where they do not. The setting
    ``QUESTIONNAIRE_MAIL_WORDS`` names a function that gives subject and text."""
    name = getattr(settings, "QUESTIONNAIRE_MAIL_WORDS", "")
    if not name or kind not in WORDED:
        return None
    found = import_string(name)(response, kind, language)
    return MailWords(*found) if found else None
