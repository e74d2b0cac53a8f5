"""Work on first pages that the clock asks for."""

from __future__ import annotations

from celery import shared_task

from riskapp.common.wall import CLOCK, of_everything
from riskapp.dashboards.actions.recounting import fold, organisations


@shared_task
@of_everything(CLOCK)
def put_totals_together() -> None:
    """Put the parts of each total together; nothing on a page changes, it is read faster."""
    for organisation in organisations():
        fold(organisation)
