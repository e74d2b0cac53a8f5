"""What webhooks hear: every entry of the audit trail about an object of their kinds."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from riskapp.audit.models import AuditEntry
from riskapp.machines.tasks import tell_webhooks


@receiver(post_save, sender=AuditEntry, dispatch_uid="machines.hear")
def hear(instance: AuditEntry, **kwargs: Any) -> None:
    """Tell webhooks once the entry is committed; where there are none, nothing is asked.

    Robust: a broker that is away stops nobody; the task waits in the database then.
    """
    organisation = instance.organisation
    if organisation is None or not organisation.has_webhooks:
        return

    def queue() -> None:
        tell_webhooks.delay(instance.pk)

    transaction.on_commit(queue, robust=True)
