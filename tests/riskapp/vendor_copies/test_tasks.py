"""A copy never stays where a worker left it."""

import datetime

import pytest
from django.utils import timezone

from riskapp.vendor_copies import actions, tasks
from riskapp.vendor_copies.choices import CopyState
from riskapp.vendor_copies.models import Copy

pytestmark = pytest.mark.django_db


def ago(minutes):
    return timezone.now() - datetime.timedelta(minutes=minutes)


@pytest.fixture
def copy(submitted, vera):
    return actions.request_copy(submitted, "en", by=vera)


@pytest.mark.parametrize(
    ("state", "fields", "is_taken"),
    [
        (CopyState.QUEUED, {"requested_at": 1}, False),
        (CopyState.QUEUED, {"requested_at": 3}, True),
        (CopyState.RENDERING, {"started_at": 2}, False),
        (CopyState.RENDERING, {"started_at": 4}, True),
        (CopyState.FAILED, {"started_at": 9}, False),
    ],
)
def test_what_a_worker_left_is_queued_again(copy, monkeypatch, state, fields, is_taken):
    Copy.objects.update(state=state, **{k: ago(v) for k, v in fields.items()})
    queued = []
    monkeypatch.setattr(tasks.render_copy, "delay", queued.append)

    tasks.make_what_was_missed()

    assert queued == [str(copy.pk)] * is_taken


def test_what_nobody_foresaw_is_logged_and_told_after_three_tries(
    copy, monkeypatch, celery_runs_here, caplog
):
    def broken(copy):
        raise RuntimeError("no such font")

    monkeypatch.setattr(actions, "copy_html", broken)

    tasks.render_copy.apply(args=[str(copy.pk)])

    copy.refresh_from_db()
    assert (copy.state, copy.attempts) == (CopyState.FAILED, 3)
    assert "unforeseen" in copy.reason
    assert "no such font" in caplog.text


def test_a_copy_that_ends_every_worker_fails(copy):
    Copy.objects.update(state=CopyState.RENDERING, attempts=3, started_at=ago(4))

    tasks.render_copy(str(copy.pk))

    copy.refresh_from_db()
    assert copy.state == CopyState.FAILED
