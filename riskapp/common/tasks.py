"""Work that belongs to no package of its own."""

from __future__ import annotations

import logging
from typing import Any

from celery import current_app, shared_task
from django.core.management import call_command
from kombu.exceptions import OperationalError

from riskapp.common import files, outbox
from riskapp.common.caching import forget_stored_values
from riskapp.common.clocks import moved_far
from riskapp.common.wall import of_everything

logger = logging.getLogger(__name__)


@shared_task(autoretry_for=(OSError,), max_retries=3, retry_backoff=True)
@of_everything("every stored file is looked for in the rows")
def sweep_stored_files() -> None:
    """Nightly: move aside stored files that no row names; running twice does it once."""
    if moved_far():
        logger.error("The clock of this machine was moved far; no file is swept.")
        return
    try:
        files.sweep_stored_files()
    except files.TooMuchWouldGo as refusal:
        logger.error("%s", refusal)  # noqa: TRY400  # it says all there is


def takes_over(task: Any) -> bool:
    """Whether a task goes on where another try or a worker that is gone left off."""
    delivered = task.request.delivery_info or {}
    return bool(task.request.retries or delivered.get("redelivered"))


@shared_task
def hand_over_what_waits() -> None:
    """Queue what could not be queued while the broker was away; twice does no harm."""

    def publish(name: str, arguments: list[Any], named: dict[str, Any]) -> bool:
        try:
            current_app.send_task(name, arguments, named)
        except OperationalError:
            return False
        return True

    outbox.hand_over(publish)


@shared_task
def forget_what_ended() -> None:
    """Nightly: delete sessions and stored limits that have ended."""
    call_command("clearsessions")
    forget_stored_values()
