"""Which day it is for somebody who may sit anywhere."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

EASTERNMOST = datetime.timezone(datetime.timedelta(hours=14))
WESTERNMOST = datetime.timezone(datetime.timedelta(hours=-12))


def latest_today() -> datetime.date:
    """The newest day that is today anywhere: nothing that happened lies after it."""
    return timezone.now().astimezone(EASTERNMOST).date()


def earliest_today() -> datetime.date:
    """The oldest day that is today anywhere: what was due before it is late everywhere."""
    return timezone.now().astimezone(WESTERNMOST).date()


def zone_of(name: str) -> datetime.tzinfo:
    """A time zone by its name; the one in force where there is none or it is not known."""
    try:
        return zoneinfo.ZoneInfo(name) if name else timezone.get_current_timezone()
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return timezone.get_current_timezone()


def count_in(name: str) -> None:
    """Count days in a time zone for the rest of a page (``kept``)."""
    timezone.activate(zone_of(name))


@contextmanager
def kept() -> Iterator[None]:
    """What is chosen inside ends here."""
    with timezone.override(timezone.get_current_timezone()):
        yield


@contextmanager
def counted_in(name: str) -> Iterator[None]:
    """Days are counted in a time zone inside."""
    with timezone.override(zone_of(name)):
        yield
