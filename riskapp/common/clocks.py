"""A machine's clock that was moved: what was noted while it was ahead, and how far it went."""

from __future__ import annotations

import datetime
import math
import time

from django.utils import timezone

# Machines that work together differ by so much.
AHEAD = datetime.timedelta(minutes=1)
# By more than this no clock is set in everyday life.
FAR = datetime.timedelta(hours=6)
# A clock that nobody sets, and that counts the sleep of a machine too, where there is one.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def age(at: float) -> float:
    """Seconds since a moment. One that has not come yet was noted while the clock was ahead:
    it is older than anything, so that nothing lives until it comes."""
    passed = time.time() - at
    return passed if passed > -AHEAD.total_seconds() else math.inf


def is_to_come(at: datetime.datetime) -> bool:
    """Whether a moment that was noted has not come yet."""
    return at > timezone.now() + AHEAD


def _started() -> float:
    """When the steady clock began, by the clock that is set."""
    return time.time() - time.clock_gettime(_STEADY)


_STARTED = _started()


def moved_far() -> bool:
    """Whether the clock was moved far since this process, or the one it comes from, began."""
    return abs(_started() - _STARTED) > FAR.total_seconds()
