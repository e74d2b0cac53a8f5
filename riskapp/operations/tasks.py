"""What the clock does for the tables that grow without end."""

from __future__ import annotations

import time

from celery import shared_task

from riskapp.common.postgres.base import SPREAD
from riskapp.operations.actions import fill_some, look_over_tables

SECONDS = 60.0  # of an hour; what is left is for the next


@shared_task
def look_after_large_tables() -> None:
    """Hourly: fill in whose old rows are, for a minute; let the database look over whole tables
    once a day. Twice does it once."""
    ends_at = time.monotonic() + SECONDS
    for table in SPREAD:
        beyond: int | None = 0
        while beyond is not None and time.monotonic() < ends_at:
            beyond = fill_some(table, beyond)
    look_over_tables()
