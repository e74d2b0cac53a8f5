"""What lists show many times over, made without a template for each time."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def rating_badge(rating: str | None) -> SafeString:
    """The badge of a rating or a severity; one for each word and language."""
    return _badge(rating or "", get_language())


@lru_cache(maxsize=256)
def _badge(rating: str, _language: str | None) -> SafeString:
    shown = {"rating": rating, "large": False}
    return render_to_string("components/badge_rating.html", shown)


@register.simple_tag
def options(field: BoundField) -> SafeString:
    """The options of a field to choose in, the chosen one selected."""
    given = field.value()
    chosen = str(given[0] if isinstance(given, list) and given else given)
    choices = field.field.choices  # type: ignore[attr-defined]  # only of fields to choose in
    lines = [
        f'<option value="{conditional_escape(value)}"'
        f"{' selected' if str(value) == chosen else ''}>{conditional_escape(label)}</option>"
        for value, label in choices
    ]
    return mark_safe("\n".join(lines))  # noqa: S308  # each part is escaped
