"""What an operator wants to know: is it ready, and how far behind is it."""

from __future__ import annotations

import datetime
import logging
import shutil
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min
from django.utils import timezone
from kombu.exceptions import OperationalError

from questionnaires.choices import DeliveryState
from questionnaires.models import Delivery, Evidence
from riskapp.assessments.models import Assessment
from riskapp.celery import waiting_at_rabbitmq
from riskapp.common.heartbeats import Who, is_alive, silence
from riskapp.common.models import Waiting
from riskapp.common.wall import of_everything
from riskapp.findings.models import PlanFile
from riskapp.notifications.models import Notification
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report
from riskapp.settings.brokers import is_rabbitmq

OK = "ok"
QUEUE = "celery"
AWAY = (redis.RedisError, OperationalError, OSError, ValueError)
MEGABYTE = 1024 * 1024

logger = logging.getLogger(__name__)
# Migrations that are all applied stay so while a process lives.
_migrated: set[str] = set()


def readiness() -> tuple[bool, dict[str, str]]:
    """Whether pages can be answered, and each part in a word.

    Without the database, a migration or room on the disk they cannot. Without the broker, the
    worker or the clock they can, and what has to be done later waits.
    """
    database = _database()
    needed = {
        "database": database,
        "migrations": _migrations() if database == OK else "unknown",
        "disk": _disk(),
    }
    later = {"broker": _broker()}
    if database == OK and needed["migrations"] == OK:
        later["wall"] = _wall()
        for who in (Who.WORKER, Who.CLOCK):
            later[who.value] = OK if is_alive(who) else "silent"
    return set(needed.values()) == {OK}, needed | later


@of_everything("numbers for the operator")
def numbers() -> dict[str, float]:
    """How far behind the work is, in seconds and counts; what is not known is left out."""
    now = timezone.now()
    oldest_unscored = Assessment.objects.unscored().aggregate(
        since=Min("response__submitted_at")
    )["since"]
    oldest_waiting = Waiting.objects.aggregate(since=Min("due_at"))["since"]
    oldest_report = Report.objects.filter(
        state__in=(ReportState.QUEUED, ReportState.RENDERING)
    ).aggregate(since=Min("requested_at"))["since"]
    undelivered = Delivery.objects.exclude(state=DeliveryState.SENT)
    found: dict[str, float | None] = {
        "oldest_unscored_seconds": _age(oldest_unscored, now),
        "scores_failed": Assessment.objects.scoring_given_up().count(),
        "oldest_report_seconds": _age(oldest_report, now),
        "outbox_tasks": Waiting.objects.count(),
        "outbox_age_seconds": _age(oldest_waiting, now),
        "queue_tasks": _queue_length(),
        "mails_queued": undelivered.filter(state=DeliveryState.QUEUED).count(),
        "notices_failed": Notification.objects.mail_given_up().count(),
        "mails_failed": undelivered.filter(state=DeliveryState.FAILED).count(),
        "scans_waiting": Evidence.objects.to_scan().count()
        + PlanFile.objects.to_scan().count(),
    }
    for who in Who:
        quiet = silence(who)
        found[f"{who.value}_silence_seconds"] = (
            None if quiet is None else quiet.total_seconds()
        )
    return {name: value for name, value in found.items() if value is not None}


def _age(since: datetime.datetime | None, now: datetime.datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "away"
    return OK


def _migrations() -> str:
    if connection.alias in _migrated:
        return OK
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "missing"
    _migrated.add(connection.alias)
    return OK


def _wall() -> str:
    """Whether the database looks at every row for the role that is used here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active('accounts_organisation')")
        return OK if cursor.fetchone()[0] else "open"


def _disk() -> str:
    least = settings.LEAST_FREE_MB * MEGABYTE
    for place in (settings.DATA, Path(settings.MEDIA_ROOT)):
        while not place.exists():
            place = place.parent  # noqa: PLW2901  # what is not made yet lies on that disk
        if shutil.disk_usage(place).free < least:
            return "full"
    return OK


def _broker() -> str:
    """Valkey, which also counts limits, and what holds the queue, where that is another."""
    try:
        with _client() as client:
            client.ping()
        if is_rabbitmq(settings.CELERY_BROKER_URL):
            waiting_at_rabbitmq(QUEUE)
    except AWAY:
        return "away"
    return OK


def _queue_length() -> float | None:
    try:
        if is_rabbitmq(settings.CELERY_BROKER_URL):
            return waiting_at_rabbitmq(QUEUE)
        with _client() as client:
            return float(client.llen(QUEUE))
    except AWAY:
        return None


def _client() -> Any:
    options: Any = settings.CACHES["default"]["OPTIONS"]
    return redis.Redis.from_url(settings.REDIS_URL, **options)
