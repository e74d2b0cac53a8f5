"""What is done about catalogues without anybody asking."""

from __future__ import annotations

from celery import shared_task

from riskapp.common.wall import CLOCK, of_everything
from riskapp.terms.actions.taking import note_shipped


@shared_task
@of_everything(CLOCK)
def note_shipped_catalogue() -> None:
    """Write down once what the catalogue that came with an upgrade changes."""
    note_shipped()
