"""What was stored in English, for readers of other languages."""

from __future__ import annotations

from django import template

from riskapp.assessments.queries import wording

register = template.Library()


@register.filter
def in_language(text: str) -> str:
    """A text of the questionnaire, or a sentence of the evaluation, in the reader's language."""
    return wording.in_language(text)
