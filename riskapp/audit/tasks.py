"""Work that is done later: the proof of the chain, and where it ends, kept elsewhere."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from riskapp.audit.adapter import Collector
from riskapp.audit.models import AuditEntry, SyslogMark
from riskapp.audit.queries import (
    anchor_line,
    chains,
    chains_with_more,
    first_broken_link,
    links_after,
)
from riskapp.common.heartbeats import Who, beat
from riskapp.common.wall import of_everything

logger = logging.getLogger(__name__)
AT_ONCE = 1000


@shared_task
@of_everything("every trail is proven")
def prove_audit() -> None:
    """Nightly: walk every chain, and log which does not hold."""
    broken = [fault for chain in chains() if (fault := first_broken_link(chain))]
    for fault in broken:
        logger.critical(
            "The audit trail %s is broken at link %s: %s.",
            fault.chain,
            fault.position,
            fault.reason,
        )
    if not broken:
        beat(Who.PROOF, every=0)


@shared_task(autoretry_for=(OSError,), max_retries=5, retry_backoff=60)
@of_everything("the end of every trail is kept elsewhere")
def anchor_audit() -> None:
    """Daily: put where each chain ends into a folder and a mailbox that the database and who
    owns it do not reach. ``verify_audit --expect`` takes both."""
    now = timezone.now()
    lines = [anchor_line(chain) for chain in chains()]
    if not lines:
        return
    text = "\n".join([f"{now:%Y-%m-%d %H:%M} UTC", *lines, ""])
    if settings.AUDIT_ANCHOR_DIR:
        _keep(
            Path(settings.AUDIT_ANCHOR_DIR) / f"riskapp-audit-{now:%Y-%m-%d}.txt", text
        )
    if settings.AUDIT_ANCHOR_MAIL:
        EmailMessage(
            f"riskapp audit trail {now:%Y-%m-%d}", text, to=settings.AUDIT_ANCHOR_MAIL
        ).send()


@shared_task(autoretry_for=(OSError,), max_retries=2, retry_backoff=20)
@of_everything("every trail goes to the collector of events")
def send_by_syslog() -> None:
    """Send what every trail has more, in its order; nothing is left out, and what a failure
    made unsure comes again."""
    if not settings.AUDIT_SYSLOG:
        return
    collector = Collector(
        settings.AUDIT_SYSLOG, settings.AUDIT_SYSLOG_CA, settings.AUDIT_SYSLOG_FORMAT
    )
    waiting = chains_with_more()
    if not waiting:
        return
    SyslogMark.objects.bulk_create(map(SyslogMark, waiting), ignore_conflicts=True)
    with collector.connected() as send:
        for chain in waiting:
            _send_more(chain, send)


@transaction.atomic
def _send_more(chain: UUID, send: Callable[[AuditEntry], None]) -> None:
    """Send what a chain has more, unless another worker is at it."""
    free = SyslogMark.objects.select_for_update(skip_locked=True)
    mark = free.filter(pk=chain).first()
    if mark is None:
        return
    for entry in links_after(chain, mark.position)[:AT_ONCE]:
        send(entry)
        mark.position = entry.position or 0
    mark.save(update_fields=["position"])


def _keep(path: Path, text: str) -> None:
    """Write a file once; one that is there is never written again."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
