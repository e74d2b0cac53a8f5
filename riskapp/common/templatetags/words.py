"""Codes as words."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def in_words(code: object) -> str:
    """A code such as ``very_high`` as words; nothing becomes a dash."""
    return str(code).replace("_", " ") if code else "–"
