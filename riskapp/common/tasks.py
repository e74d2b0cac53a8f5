"""Work that belongs to no package of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from celery import current_app, shared_task
from django.core.management import call_command
from kombu.exceptions import OperationalError

from riskapp.common import files, outbox
from riskapp.common.caching import forget_stored_values
from riskapp.common.clocks import moved_far
from riskapp.common.wall import of_everything

AGAIN_SECONDS = 5

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


@contextmanager
def tried_again(
    task: Any, is_given_up: Callable[[Exception], bool], message: str, pk: Any
) -> Iterator[None]:
    """Within it, what nobody foresaw is logged, as ``said`` of a row, and the task tried again
    soon, unless it ``is_given_up`` for good; that counts the tries, and tells why in words."""
    try:
        yield
    except Exception as error:
        logger.exception(message, pk)
        if not is_given_up(error):
            raise task.retry(countdown=AGAIN_SECONDS) from error


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
