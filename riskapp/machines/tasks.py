"""Work of the clock."""

from __future__ import annotations

from celery import shared_task

from riskapp.common.wall import CLOCK, of_everything
from riskapp.machines.actions.tokens import forget_ended


@shared_task
@of_everything(CLOCK)
def forget_tokens() -> None:
    """Delete tokens that ended, and kept replies past their day."""
    forget_ended()
