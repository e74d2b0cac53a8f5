"""Celery as a test needs it: in this process, or with nobody listening."""

import pytest

from riskapp.celery import app


@pytest.fixture
def celery_runs_here():
    """A queued task runs at once, in this process."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


@pytest.fixture
def broker_is_away():
    """A port where nobody listens, without waiting for it."""
    url, policy = app.conf.broker_url, app.conf.task_publish_retry
    _use_broker("redis://127.0.0.1:1/0")
    app.conf.task_publish_retry = False
    yield
    app.conf.task_publish_retry = policy
    _use_broker(url)


def _use_broker(url):
    app.conf.broker_url = url
    app.conf.broker_write_url = url
    app._pool = None  # connections already made go on knowing the old address
    app.amqp._producer_pool = None
