"""Texts, numbers and days as a page writes them."""

from __future__ import annotations

import datetime
import re

from django import template
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from riskapp.common.numbers import Shown, number

register = template.Library()

NO_BREAK = "\u00a0"
SHORT_NUMBER = re.compile(r"\([^()]{0,12}\d\)")
ENDS = (".", "!", "?", "…", ":", ".”", ".“", ".)")


@register.filter
def sentence(text: object) -> str:
    """A text that others follow: with a full stop, unless it ends with a mark of its own."""
    words = str(text).rstrip()
    return words if not words or words.endswith(ENDS) else f"{words}."


register.filter("number", number)


@register.filter
def counted(number: int) -> Shown:
    """A count for a sentence, with thousands apart: it still chooses one or many."""
    return Shown(number)


@register.filter
def inline(label: object) -> str:
    """A label inside a sentence: its first letter small, the others as they are, because some
    languages write nouns with a capital."""
    words = str(label)
    return f"{words[:1].lower()}{words[1:]}"


@register.filter
def unbroken(text: object) -> str:
    """A text in which a number in brackets, such as “(1 of 8)”, stays on one line."""
    return SHORT_NUMBER.sub(lambda found: found[0].replace(" ", NO_BREAK), str(text))


@register.filter
def translated(text: str) -> str:
    """A reason that was stored in English, in the language of the reader."""
    return gettext(text) if text else ""


@register.filter
def day(value: str | datetime.date | None) -> str:
    """A day, or one that was stored as ISO 8601, as the reader writes it; other text stays,
    and nothing becomes a dash."""
    if not value:
        return "–"
    if isinstance(value, str):
        try:
            value = datetime.date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    return date_format(value, gettext("j F Y"))


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """The languages that are offered, each in its own words whatever the page speaks."""
    return list(settings.LANGUAGES)


@register.filter
def days_since(day: datetime.date, today: datetime.date) -> str:
    """How long ago a day is, in days; a day to come is "0 days"."""
    days = max((today - day).days, 0)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
