"""What was stored in English, for readers of other languages."""

from __future__ import annotations

from typing import Any

from django import template

from riskapp.assessments.queries import wording

register = template.Library()


@register.filter
def in_language(value: Any) -> Any:
    """A text of the questionnaire, or data that holds some, in the reader's language."""
    return wording.in_language(value)
