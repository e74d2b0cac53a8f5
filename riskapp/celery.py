"""The Celery application; start a worker with ``celery -A riskapp.celery worker``."""

import logging
import os
import time
from typing import Any

from celery import Celery
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
