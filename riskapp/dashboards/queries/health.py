"""Whether what runs behind the pages is alive, for an administrator."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from riskapp.common.heartbeats import SILENT_AFTER, Who
from riskapp.common.models import Heartbeat

BACKUP_HOLDS = datetime.timedelta(days=7)
PROOF_HOLDS = datetime.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class HealthLine:
    """One thing that runs: what it is for, when it was heard last, and whether that is soon
    enough."""

    title: str
    at: datetime.datetime | None
    is_well: bool
    mend: str


def health_lines() -> list[HealthLine]:
    """Everything that gives a sign of life; one statement."""
    heard = dict(Heartbeat.objects.values_list("who", "at"))
    now = timezone.now()

    def line(who: Who, title: str, holds: datetime.timedelta, mend: str) -> HealthLine:
        at = heard.get(who.value)
        return HealthLine(title, at, at is not None and now - at < holds, mend)

    return [
        line(
            Who.WORKER,
            _("The worker evaluates, makes reports and sends mail"),
            SILENT_AFTER,
            _("Start the worker; what waits for it is not lost."),
        ),
        line(
            Who.CLOCK,
            _("The clock starts what is due"),
            SILENT_AFTER,
            _("Start the clock; reminders are sent late, none is lost."),
        ),
        line(
            Who.PROOF,
            _("The audit trail is proven every night"),
            PROOF_HOLDS,
            _("Run verify_audit, and look at the log of the worker."),
        ),
        line(
            Who.BACKUP,
            _("A backup was written whole"),
            BACKUP_HOLDS,
            _("Write a backup, and keep it elsewhere."),
        ),
    ]
