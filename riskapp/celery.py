"""The Celery application; start a worker with ``celery -A riskapp.celery worker``."""

import datetime
import logging
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from celery import Celery, signals
from celery.beat import Scheduler
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
# A broker that confirms what it took (RabbitMQ) counts as away when it does not within so long.
CONFIRMED_WITHIN = 2

logger = logging.getLogger(__name__)


class SurvivingTask(DjangoTask):  # type: ignore[misc]  # Celery is untyped
    """A task that is kept in the database while the broker is away.

    Whoever queues it hears nothing of that: what was done is done. Tasks of the clock are
    not kept, because the clock comes back to them by itself.
    """

    rests_until = 0.0

    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
        options.setdefault("confirm_timeout", CONFIRMED_WITHIN)
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


class OneClock(Scheduler):  # type: ignore[misc]  # Celery is untyped
    """A clock that acts only while it has the turn: of several, on whatever hosts, one; when that
    one ends, or loses the database, the next takes over within half a minute. What is due twice
    is done once anyway.

    When each thing ran last lies in the database too, so that whoever takes over, and a clock
    that is started on another host, goes on where the former stopped.
    """

    WAITS_SECONDS = 5.0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from riskapp.common.turns import new_holder

        self.holder = new_holder()
        self._has_turn = False
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if not self.acts():
            return self.WAITS_SECONDS
        self._forget_times_to_come()
        return min(float(super().tick(*args, **kwargs)), self.WAITS_SECONDS)

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Queue what is due, unless another clock has the turn by now, which does it."""
        from django.db import Error

        from riskapp.common.turns import note_run

        is_ours = False
        try:
            is_ours = note_run(self.holder, entry.name, entry.default_now())
        except Error as error:
            self._rest(error)
        if is_ours:
            super().apply_entry(entry, producer=producer)
        else:
            self._has_turn = False

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
        from django.db import Error

        from riskapp.common.turns import take_turn

        try:
            ran = take_turn(self.holder)
            if ran is not None and not self._has_turn:
                self._go_on(ran)
        except Error as error:
            self._rest(error)
            ran = None
        self._has_turn = ran is not None
        return self._has_turn

    def _go_on(self, ran: Mapping[str, datetime.datetime]) -> None:
        """Go on where the clock before stopped; what is new is due after its interval."""
        from riskapp.common.turns import note_run

        for name, entry in self.schedule.items():
            if name in ran:
                entry.last_run_at = ran[name]
            else:
                note_run(self.holder, name, entry.last_run_at)
        self._heap = None

    def _rest(self, error: Exception) -> None:
        from riskapp.common.turns import begin_anew

        logger.warning("The clock rests: %s.", type(error).__name__)
        begin_anew()

    def let_go(self) -> None:
        from django.db import Error

        from riskapp.common.turns import leave_turn

        if self._has_turn:
            self._has_turn = False
            with suppress(Error):  # then the turn ends by itself
                leave_turn(self.holder)


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


def waiting_at_rabbitmq(queue: str) -> float:
    """How many messages wait in a queue; one that no worker has made yet has none.

    Raises OperationalError where RabbitMQ does not answer.
    """
    with app.connection_for_read(connect_timeout=1) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0)
        try:
            found = broker.default_channel.queue_declare(queue, passive=True)
        except broker.channel_errors:
            return 0.0
        return float(found.message_count)
