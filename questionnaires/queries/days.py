"""Which day it is for somebody who may sit anywhere."""

from __future__ import annotations

import datetime

from django.utils import timezone

EASTERNMOST = datetime.timezone(datetime.timedelta(hours=14))
WESTERNMOST = datetime.timezone(datetime.timedelta(hours=-12))


def latest_today() -> datetime.date:
    """The newest day that is today anywhere: nothing that happened lies after it."""
    return timezone.now().astimezone(EASTERNMOST).date()


def earliest_today() -> datetime.date:
    """The oldest day that is today anywhere: what was due before it is late everywhere."""
    return timezone.now().astimezone(WESTERNMOST).date()
