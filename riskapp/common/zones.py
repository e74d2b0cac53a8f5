"""Time zones: in which one days are counted, and in which one moments are shown.

Days are counted where the organisation is: that is Django's current time zone. A person may
read moments in a time zone of their own.
"""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from django.utils import timezone

UTC = "UTC"
_shown: ContextVar[datetime.tzinfo | None] = ContextVar("shown", default=None)


@cache
def names() -> tuple[str, ...]:
    """Every time zone by its place, UTC first."""
    found = zoneinfo.available_timezones()
    places = (n for n in found if "/" in n and not n.startswith(("Etc/", "SystemV/")))
    return (UTC, *sorted(places))


def choices() -> list[tuple[str, str]]:
    """The time zones to choose from."""
    return [(name, name.replace("_", " ")) for name in names()]


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """A time zone by its name; UTC where this machine does not know it."""
    try:
        return zoneinfo.ZoneInfo(name or UTC)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(UTC)


def today_in(name: str) -> datetime.date:
    """The day it is in a time zone."""
    return timezone.localdate(timezone=zone_of(name))


def shown() -> datetime.tzinfo:
    """The time zone in which moments are shown now."""
    return _shown.get() or timezone.get_current_timezone()


def name_of(local: datetime.datetime) -> str:
    """What the time zone of a moment is called: CET, or +0530 where it has no letters."""
    name = local.tzname() or ""
    return name if name.isalpha() else f"UTC{local:%z}"[:8]


@contextmanager
def days_in(organisation: str, person: str = "") -> Iterator[None]:
    """Count days in the time zone of an organisation, show moments in that of a person."""
    with timezone.override(zone_of(organisation)):
        before = _shown.set(zone_of(person) if person else None)
        try:
            yield
        finally:
            _shown.reset(before)
