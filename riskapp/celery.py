"""The Celery application; start a worker with ``celery -A riskapp.celery worker``."""

import datetime
import logging
import os
import time
from typing import Any

from celery import Celery, signals
from celery.beat import PersistentScheduler
from celery.contrib.django.task import DjangoTask
from kombu.exceptions import OperationalError

from riskapp.common.clocks import AHEAD

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskapp.settings.production")

# Tasks that the release before queues under another name: it may still run beside this one,
# and what it queued is waiting. One release later this goes.
FORMER_NAMES = {
    "riskapp.copies.tasks.make_what_was_missed": "riskapp.vendor_copies.tasks.make_what_was_missed",
    "riskapp.copies.tasks.render_copy": "riskapp.vendor_copies.tasks.render_copy",
    "riskapp.notifications.tasks.tell_people": "riskapp.notifications.tasks.notify_people",
    "riskapp.notifications.tasks.tell_what_was_missed": "riskapp.notifications.tasks.notify_of_what_was_missed",
    "riskapp.sending.tasks.tell_people_of_dates": "riskapp.sending.tasks.notify_people_of_dates",
}

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


class OneClock(PersistentScheduler):  # type: ignore[misc]  # Celery is untyped
    """A clock that acts only while it holds the lock: of several, one; when that one ends, or
    loses the database, the next takes over. What is due twice is done once anyway.

    The lock lies in the database, with a connection of its own that is kept open.
    """

    LOCK = 7_301_556
    WAITS_SECONDS = 5.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._held: Any = None
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if not self.acts():
            return self.WAITS_SECONDS
        self._forget_times_to_come()
        return float(super().tick(*args, **kwargs))

    def _forget_times_to_come(self) -> None:
        """What ran while the machine's clock was ahead is due now, not when that time comes."""
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at > now + AHEAD:
                entry.last_run_at = now - datetime.timedelta(days=1)
                self._heap = None

    def close(self) -> None:
        self.let_go()
        super().close()

    def acts(self) -> bool:
        """Whether this is the clock that acts."""
        import psycopg

        try:
            if self._held is None:
                self._held = self._asked()
            if self._held is not None:
                self._held.execute("SELECT 1")
        except psycopg.Error as error:
            logger.warning("The clock rests: %s.", type(error).__name__)
            self.let_go()
        return self._held is not None

    def let_go(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None

    def _asked(self) -> Any:
        """A connection that holds the lock; None while another does."""
        import psycopg
        from django.db import connection

        known = connection.get_connection_params()
        own = psycopg.connect(
            **{
                k: v for k, v in known.items() if k not in {"cursor_factory", "context"}
            },
            autocommit=True,
        )
        row = own.execute("SELECT pg_try_advisory_lock(%s)", [self.LOCK]).fetchone()
        if row is not None and row[0]:
            return own
        own.close()
        return None


app = Celery("riskapp", task_cls=SurvivingTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_init.connect  # type: ignore[untyped-decorator]  # Celery is untyped
def answer_to_former_names(**_kwargs: Any) -> None:
    """Let this worker do what is queued under a former name."""
    app.loader.import_default_modules()
    for former, name in FORMER_NAMES.items():
        app.tasks[former] = app.tasks[name]


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
