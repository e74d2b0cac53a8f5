"""Codes as words."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def in_words(code: object) -> str:
    """A code such as ``very_high`` as words; nothing becomes a dash."""
    return str(code).replace("_", " ") if code else "–"


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """The languages that are offered, each in its own words whatever the page speaks."""
    return list(settings.LANGUAGES)
