"""Work a worker takes in hand, and may leave when it dies."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from billiard.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import OperationalError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as mark

from riskapp.common.clocks import AHEAD, is_to_come

# Whoever could have queued it has done so by then.
MISSED_AFTER = datetime.timedelta(minutes=2)
# What stopped a worker so often in the middle will stop the next one too.
TRIES = 3
# Why something was given up: the worker was lost each time, or (``unforeseen``) an error came.
WORKER_LOST = mark("The worker stopped again and again.")
UNFORESEEN = mark("Something unforeseen stopped this three times.")

logger = logging.getLogger(__name__)


def left_before() -> datetime.datetime:
    """What was begun before this moment has no worker any more: none may take so long."""
    most = datetime.timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 20)
    return timezone.now() - most


def is_in_hand(started_at: datetime.datetime | None) -> bool:
    """Whether a worker may still be at something it began then."""
    return (
        started_at is not None
        and started_at > left_before()
        and not is_to_come(started_at)
    )


def without_a_worker() -> Q:
    """What was begun and has no worker any more, or was begun while the clock was ahead."""
    return Q(started_at__lt=left_before()) | Q(started_at__gt=timezone.now() + AHEAD)


@contextmanager
def one_of_many() -> Iterator[None]:
    """Within it, what nobody foresaw is logged and holds up nobody else; a database that is
    away does, and so does a worker that is told to stop: it has seconds left for all of them."""
    try:
        yield
    except (OperationalError, SoftTimeLimitExceeded):
        raise
    except Exception:
        logger.exception("One of many could not be done; the others are.")


def unforeseen(error: BaseException) -> str:
    """Why something was given up: our sentence, and what the program said."""
    return f"{UNFORESEEN} ({type(error).__name__}: {error})"[:300]


def in_words(reason: str) -> str:
    """A reason, stored in English, in the language in force; what a program said stays."""
    if not reason:
        return ""
    sentence, bracket, detail = reason.partition(" (")
    whole = gettext(reason)
    return whole if whole != reason else f"{gettext(sentence)}{bracket}{detail}"
