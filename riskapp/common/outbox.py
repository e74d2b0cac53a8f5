"""What could not be queued while the broker was away, kept until it is back."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from riskapp.celery import app
from riskapp.common.models import Waiting
from riskapp.common.work import MISSED_AFTER

AT_ONCE = 100
# Nothing waits longer; what is due later was kept while the machine's clock was ahead.
LONGEST = datetime.timedelta(hours=1)

Publish = Callable[[str, list[Any], dict[str, Any]], bool]


def keep(
    task: str, arguments: Sequence[Any], named: Mapping[str, Any], seconds: float = 0
) -> None:
    """Note a task that the broker could not take; inside a transaction, with it."""
    Waiting.objects.create(
        task=task,
        arguments=list(arguments),
        named=dict(named),
        due_at=timezone.now() + datetime.timedelta(seconds=seconds),
    )


def queue_surely(task: str, *arguments: Any) -> None:
    """Queue a task once this is committed, and keep it until it is queued: whoever dies in
    between leaves it to the clock. A death at the worst moment queues it twice."""
    waiting = Waiting.objects.create(
        task=task, arguments=list(arguments), due_at=timezone.now() + MISSED_AFTER
    )

    def queue() -> None:
        app.tasks[task].delay(*arguments)
        Waiting.objects.filter(pk=waiting.pk).delete()

    transaction.on_commit(queue, robust=True)


def hand_over(publish: Publish) -> int:
    """Publish what waits, oldest first, until ``publish`` says that it cannot.

    Two at once never take the same row; a death in between publishes it twice, which every
    task stands.
    """
    handed, now = 0, timezone.now()
    while True:
        with transaction.atomic():
            rows = (
                Waiting.objects.select_for_update(skip_locked=True)
                .filter(Q(due_at__lte=now) | Q(due_at__gt=now + LONGEST))
                .order_by("due_at", "pk")[:AT_ONCE]
            )
            done = []
            is_away = False
            for row in rows:
                if not publish(row.task, row.arguments, row.named):
                    is_away = True
                    break
                done.append(row.pk)
            Waiting.objects.filter(pk__in=done).delete()
        handed += len(done)
        if is_away or len(done) < AT_ONCE:
            return handed
