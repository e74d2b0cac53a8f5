"""Who to ask about a response, at whoever asked."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from questionnaires.models import Response


@dataclass(frozen=True, slots=True)
class AskerContact:
    """A person who answers questions about what is asked."""

    name: str
    email: str


def contact_of(response: Response) -> AskerContact | None:
    """Who to ask about a response. The setting ``QUESTIONNAIRE_CONTACT`` names who knows that;
    without one, or where nobody is there any more, None."""
    name = getattr(settings, "QUESTIONNAIRE_CONTACT", "")
    if not name:
        return None
    found: AskerContact | None = import_string(name)(response)
    return found
