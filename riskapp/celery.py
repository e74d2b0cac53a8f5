"""The Celery application; start a worker with ``celery -A riskapp.celery worker``."""

import logging
import os
import time
from typing import Any

from celery import Celery, signals
from celery.contrib.django.task import DjangoTask
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskapp.settings.production")

# After a failure the broker is not asked again for so long, so that pages stay quick.
RESTS_SECONDS = 5

logger = logging.getLogger(__name__)


class SurvivingTask(DjangoTask):  # type: ignore[misc]  # Celery is untyped
    """A task that is kept in the database while the broker is away.

    Whoever queues it hears nothing of that: what was done is done. Tasks of the clock are
    not kept, because the clock comes back to them by itself.
    """

    rests_until = 0.0

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        if self._is_of_the_clock():
            return super().apply_async(args, kwargs, **options)
        if SurvivingTask.rests_until <= time.monotonic():
            try:
                return super().apply_async(args, kwargs, **options)
            except OperationalError as error:
                SurvivingTask.rests_until = time.monotonic() + RESTS_SECONDS
                logger.warning("The broker is away (%s).", type(error).__name__)
        from riskapp.common.outbox import keep  # its table needs Django to be ready

        keep(self.name, args or (), kwargs or {}, options.get("countdown") or 0)
        return None

    def _is_of_the_clock(self) -> bool:
        return any(
            entry["task"] == self.name for entry in self.app.conf.beat_schedule.values()
        )


app = Celery("riskapp", task_cls=SurvivingTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect  # type: ignore[untyped-decorator]  # Celery is untyped
def _keep_our_logs(**_kwargs: Any) -> None:
    """The worker and the clock log as the web server does; Celery sets up nothing else."""


@signals.task_prerun.connect  # type: ignore[untyped-decorator]  # Celery is untyped
def _worker_lives(task: Any, **_kwargs: Any) -> None:
    if not task.request.is_eager:
        _beat("worker")


@signals.beat_init.connect  # type: ignore[untyped-decorator]  # Celery is untyped
def _clock_lives(**_kwargs: Any) -> None:
    """What the clock publishes, each minute at least, is its sign of life."""
    signals.before_task_publish.connect(
        lambda **_kwargs: _beat("clock"), weak=False, dispatch_uid="clock"
    )


def _beat(who: str) -> None:
    from django.db import DatabaseError, close_old_connections

    from riskapp.common.heartbeats import Who, beat

    try:
        close_old_connections()
        beat(Who(who))
    except DatabaseError:
        logger.warning("A sign of life of the %s could not be noted.", who)
