"""Moments as people read them: in their time zone, and named."""

from __future__ import annotations

import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext

from riskapp.common import zones

register = template.Library()


@register.filter
def moment(at: datetime.datetime | None, form: str = "") -> str:
    """A moment with its time zone, as a ``time`` element; nothing becomes a dash.

    ``form``: ``"short"`` without the year, ``"minute"`` and ``"second"`` for lists, ``"time"``
    without the day.
    """
    if at is None:
        return "–"
    local = timezone.localtime(at, zones.shown())
    patterns = {
        "short": gettext("j M, H:i"),
        "minute": gettext("j M Y, H:i"),
        "second": f"{gettext('j M Y')}, H:i:s",
        "time": "H:i",
    }
    day = date_format(local, patterns.get(form, gettext("j F Y, H:i")))
    words = f"{day} {zones.name_of(local)}"
    return format_html(
        '<time datetime="{}"{}>{}</time>',
        at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        format_html(' data-form="{}"', form) if form else "",
        words,
    )


@register.simple_tag
def time_zones() -> list[tuple[str, str]]:
    """The time zones to choose from."""
    return zones.choices()
