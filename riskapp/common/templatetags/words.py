"""Codes as words."""

from __future__ import annotations

import datetime

from django import template
from django.conf import settings
from django.utils.translation import gettext, gettext_noop

register = template.Library()

ENDS = (".", "!", "?", "…", ":", ".”", ".“", ".)")

# Codes that are shown as words; whoever collects texts finds them here.
CODES = (
    gettext_noop("very high"),
    gettext_noop("high"),
    gettext_noop("moderate"),
    gettext_noop("low"),
    gettext_noop("critical"),
)


@register.filter
def in_words(code: object) -> str:
    """A code such as ``very_high`` as words; nothing becomes a dash."""
    return gettext(str(code).replace("_", " ")) if code else "–"


@register.filter
def sentence(text: object) -> str:
    """A text that others follow: with a full stop, unless it ends with a mark of its own."""
    words = str(text).rstrip()
    return words if not words or words.endswith(ENDS) else f"{words}."


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """The languages that are offered, each in its own words whatever the page speaks."""
    return list(settings.LANGUAGES)


@register.filter
def days_since(day: datetime.date, today: datetime.date) -> str:
    """How long ago a day is, in days; a day to come is "0 days"."""
    days = max((today - day).days, 0)
    return f"{days} day{'' if days == 1 else 's'}"
