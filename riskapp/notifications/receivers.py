"""What notifications hear: every entry of the audit trail."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from riskapp.audit.models import AuditEntry
from riskapp.notifications.choices import NOTIFIED_BY
from riskapp.notifications.tasks import notify_people


@receiver(post_save, sender=AuditEntry, dispatch_uid="notifications.hear")
def hear(instance: AuditEntry, **kwargs: Any) -> None:
    """Tell people once the entry is committed.

    Robust: a broker that is away stops nobody; ``notify_of_what_was_missed`` comes back to it.
    """
    if instance.action not in NOTIFIED_BY:
        return

    def queue() -> None:
        notify_people.delay(instance.pk)

    transaction.on_commit(queue, robust=True)
