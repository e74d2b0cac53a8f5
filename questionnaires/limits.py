"""How often something may be done within a time."""

from __future__ import annotations

import time
from collections import Counter
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from questionnaires.errors import TooManyChanges, TooOften
from questionnaires.models import Response

TRIES = 20
TRIES_SECONDS = 600
# How often people at a response fetch within an hour what a trail keeps for good, and send
# something to one web process: each change leaves a line for good.
FETCHES = 60
CHANGES = 10_000
HOUR = 3600


def may_try_again(request: HttpRequest) -> bool:
    """Whether this address may try another code; counts wrong tries over ten minutes."""
    return int(cache.get(_tries_key(request), 0)) < TRIES


def count_wrong_try(request: HttpRequest) -> None:
    """Note a wrong code from this address."""
    counted(_tries_key(request), TRIES_SECONDS)


def count_fetch(response: Response) -> None:
    """Note that a file is fetched, of which a trail tells for good; raises TooOften."""
    key = f"questionnaires.fetches.{response.pk}"
    if counted(key, HOUR) > FETCHES:
        raise TooOften


def counted(key: str, seconds: int) -> int:
    """How often this was counted, this time included, within so many seconds of the first time."""
    try:
        return int(cache.incr(key))
    except ValueError:  # the first time, unless another process is as early
        return 1 if cache.add(key, 1, seconds) else int(cache.incr(key))


class HourlyCount:
    """How often something was counted in this hour by this process: what no other process has to
    know costs no round trip."""

    def __init__(self) -> None:
        self._hour, self._counts = 0, Counter[UUID]()

    def add(self, key: UUID) -> int:
        """Count it once more; returns how often that was, this time included."""
        hour = int(time.time()) // HOUR
        if hour != self._hour:
            self._hour, self._counts = hour, Counter()
        self._counts[key] += 1
        return self._counts[key]


_changes = HourlyCount()


def count_change(response: Response) -> None:
    """Note that something is sent for a response; raises TooManyChanges."""
    if _changes.add(response.pk) > CHANGES:
        raise TooManyChanges


def _tries_key(request: HttpRequest) -> str:
    return f"questionnaires.tries.{_address_of(request)}"


def _address_of(request: HttpRequest) -> str:
    """Where a request comes from, behind as many proxies as the settings say."""
    proxies: int = settings.TRUSTED_PROXIES
    passed = request.headers.get("x-forwarded-for", "").split(",")
    if proxies and len(passed) >= proxies and passed[-proxies].strip():
        return passed[-proxies].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
