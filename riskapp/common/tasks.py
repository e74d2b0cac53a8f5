"""Work that belongs to no package of its own."""

from __future__ import annotations

from celery import shared_task

from riskapp.common import files


@shared_task(autoretry_for=(OSError,), max_retries=3, retry_backoff=True)
def sweep_stored_files() -> None:
    """Nightly: delete stored files that no row names; running twice does it once."""
    files.sweep_stored_files()
