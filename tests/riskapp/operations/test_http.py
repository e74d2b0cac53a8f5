"""What a load balancer and a monitor ask."""

import datetime
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.utils import timezone

from questionnaires.choices import DeliveryState
from riskapp.celery import app
from riskapp.common import heartbeats
from riskapp.common.heartbeats import Who
from riskapp.common.models import Heartbeat, Waiting
from riskapp.operations import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def monitor():
    """Comes by the address of the machine and over plain HTTP."""
    return Client(headers={"host": "10.0.0.7:8000"})


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["risk.example"]


@pytest.fixture
def alive():
    for who in (Who.WORKER, Who.CLOCK):
        Heartbeat.objects.create(who=who, at=timezone.now())


def test_live_asks_nothing(monitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        reply = monitor.get("/health/live")

    assert (reply.status_code, reply.json()) == (200, {"status": "live"})


def test_ready_names_every_part(monitor, alive):
    reply = monitor.get("/health/ready")

    parts = ("database", "migrations", "disk", "broker", "wall", "worker", "clock")
    assert reply.status_code == 200
    assert reply.json() == {"status": "ready"} | dict.fromkeys(parts, "ok")


def test_other_pages_are_not_exempt(monitor):
    assert monitor.get("/accounts/login/").status_code == 400
    assert Client().get("/x", headers={"host": "risk.example"}).status_code == 301


def test_without_the_database_it_is_not_ready(monitor, monkeypatch):
    def away():
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", away)

    reply = monitor.get("/health/ready")

    assert reply.status_code == 503
    assert reply.json()["database"] == "away"


def test_without_a_migration_it_is_not_ready(monitor, monkeypatch):
    monkeypatch.setattr(queries, "_migrated", set())
    monkeypatch.setattr(
        queries.MigrationExecutor, "migration_plan", lambda *_: ["one more"]
    )

    reply = monitor.get("/health/ready")

    assert (reply.status_code, reply.json()["migrations"]) == (503, "missing")


def test_without_room_on_the_disk_it_is_not_ready(monitor, settings):
    settings.LEAST_FREE_MB = 10**9

    reply = monitor.get("/health/ready")

    assert (reply.status_code, reply.json()["disk"]) == (503, "full")


def test_without_the_broker_pages_are_answered_still(monitor, alive, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    reply = monitor.get("/health/ready")

    assert reply.status_code == 200
    assert (reply.json()["status"], reply.json()["broker"]) == ("degraded", "away")


def test_where_rabbitmq_holds_the_queue_it_is_asked_too(monitor, alive, settings):
    settings.CELERY_BROKER_URL = "amqp://guest:guest@127.0.0.1:1//"
    with (
        app.connection_for_write(settings.CELERY_BROKER_URL) as away,
        patch.object(app, "connection_for_read", lambda **_named: away),
    ):
        reply = monitor.get("/health/ready")

    assert (reply.json()["status"], reply.json()["broker"]) == ("degraded", "away")


def test_a_worker_that_is_silent_is_named(monitor, alive):
    old = timezone.now() - datetime.timedelta(minutes=4)
    Heartbeat.objects.filter(who=Who.WORKER).update(at=old)

    said = monitor.get("/health/ready").json()

    assert (said["status"], said["worker"], said["clock"]) == (
        "degraded",
        "silent",
        "ok",
    )


def test_numbers_are_only_for_who_knows_the_token(monitor, settings):
    assert monitor.get("/metrics").status_code == 400  # the usual page for this host
    settings.METRICS_TOKEN = "secret"
    for header in ({}, {"authorization": "Bearer wrong"}):
        assert monitor.get("/metrics", headers=header).status_code == 400


def test_numbers_say_how_far_behind_the_work_is(monitor, settings, world):
    settings.METRICS_TOKEN = "secret"
    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False
    assessment = world.assessment(submitted=True, email="ana@vendor.example")
    assessment.response.invitations.get().deliveries.update(state=DeliveryState.FAILED)
    Waiting.objects.create(task="t", due_at=timezone.now())
    Heartbeat.objects.create(who=Who.PROOF, at=timezone.now())
    monitor.get(f"/assessments/{assessment.pk}/")

    text = monitor.get(
        "/metrics", headers={"authorization": "Bearer secret"}
    ).content.decode()

    lines = dict(
        line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")
    )
    assert float(lines["riskapp_oldest_unscored_seconds"]) > 0
    assert float(lines["riskapp_scores_failed"]) == 0
    assert float(lines["riskapp_outbox_tasks"]) == 1
    assert float(lines["riskapp_mails_failed"]) == 1
    assert float(lines["riskapp_queue_tasks"]) >= 0
    assert float(lines["riskapp_proof_silence_seconds"]) < 60
    assert "riskapp_scans_waiting" in lines
    counted = 'method="GET",status="302",view="assessments:detail"'
    assert any(counted in name for name in lines)
    assert str(assessment.pk) not in text


def test_a_sign_of_life_is_noted_once_in_a_while(
    monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(heartbeats, "_noted", {})
    heartbeats.beat(Who.WORKER)

    with django_assert_num_queries(0):
        heartbeats.beat(Who.WORKER)

    assert heartbeats.is_alive(Who.WORKER)
    assert not heartbeats.is_alive(Who.CLOCK)
