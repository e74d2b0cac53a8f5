"""Signs of life of processes that answer no request, kept in the database."""

from __future__ import annotations

import datetime
import time
from enum import StrEnum

from django.utils import timezone

from riskapp.common.models import Heartbeat

EVERY_SECONDS = 30
SILENT_AFTER = datetime.timedelta(minutes=3)
_noted: dict[str, float] = {}


class Who(StrEnum):
    """Whose sign of life it is."""

    WORKER = "worker"
    CLOCK = "clock"
    PROOF = "proof"  # the chain of the audit trail was proven
    BACKUP = "backup"  # one was written whole


def beat(who: Who, *, every: float = EVERY_SECONDS) -> None:
    """Note a sign of life, at most once in so many seconds for each process."""
    if _noted.get(who, -every) > time.monotonic() - every:
        return
    _noted[who] = time.monotonic()
    Heartbeat.objects.update_or_create(who=who.value, defaults={"at": timezone.now()})


def last_heard(who: Who) -> datetime.datetime | None:
    """When something was heard last; None where nothing ever was."""
    return Heartbeat.objects.filter(who=who.value).values_list("at", flat=True).first()


def silence(who: Who) -> datetime.timedelta | None:
    """How long nothing was heard; None where nothing ever was."""
    at = last_heard(who)
    return None if at is None else timezone.now() - at


def is_alive(who: Who) -> bool:
    """Whether something was heard in the last minutes."""
    quiet = silence(who)
    return quiet is not None and abs(quiet) < SILENT_AFTER
