"""Two clocks of one installation: one acts, and the other when it is gone."""

import datetime

import pytest
from django.db import DatabaseError
from django.utils import timezone

from riskapp.celery import OneClock, app
from riskapp.common import turns
from riskapp.common.models import Turn

pytestmark = pytest.mark.django_db

DAILY = "forget-drafts"
LONG_AGO = datetime.timedelta(days=3)


@pytest.fixture
def queued(monkeypatch):
    """The names of what clocks queue."""
    names = []
    monkeypatch.setattr(
        "celery.beat.Scheduler.apply_async",
        lambda _self, entry, **_named: names.append(entry.name),
    )
    return names


@pytest.fixture
def clocks(queued):
    return [OneClock(app), OneClock(app)]


def go_through(clock):
    """Let a clock do all that is due."""
    while clock.tick() == 0:
        pass


def end_turn():
    Turn.objects.update(ends_at=timezone.now() - datetime.timedelta(seconds=1))


def test_of_two_clocks_one_acts(clocks):
    first, second = clocks

    assert [first.acts(), second.acts(), first.acts()] == [True, False, True]
    assert second.tick() == second.WAITS_SECONDS


def test_it_comes_back_before_its_turn_ends(clocks):
    first, _ = clocks

    assert 0 < first.tick() <= first.WAITS_SECONDS < turns.HOLDS.total_seconds() / 2


def test_when_one_ends_the_other_takes_over_at_once(clocks):
    first, second = clocks
    assert first.acts()

    first.close()

    assert second.acts()
    assert not first.acts()


def test_when_one_is_killed_the_other_takes_over_after_its_turn(clocks):
    first, second = clocks
    assert first.acts()
    assert not second.acts()

    end_turn()

    assert second.acts()


def test_whoever_takes_over_goes_on_where_the_other_stopped(clocks, queued):
    first, second = clocks
    first.acts()
    for clock in clocks:
        clock.schedule[DAILY].last_run_at -= LONG_AGO
    go_through(first)
    assert queued == [DAILY]
    end_turn()

    go_through(second)

    assert queued == [DAILY]


def test_what_is_due_daily_is_due_though_clocks_do_not_live_for_a_day(queued):
    first = OneClock(app)
    first.acts()
    first.close()
    row = Turn.objects.get()
    row.ran[DAILY] = (timezone.now() - LONG_AGO).isoformat()
    row.save()

    go_through(OneClock(app))

    assert queued == [DAILY]


def test_a_clock_that_slept_through_its_turn_queues_nothing(
    clocks, queued, monkeypatch
):
    first, second = clocks
    first.acts()
    first.schedule[DAILY].last_run_at -= LONG_AGO
    monkeypatch.setattr(first, "acts", lambda: True)  # so it was when it fell asleep
    end_turn()
    assert second.acts()

    go_through(first)

    assert queued == []


def test_a_turn_from_times_to_come_is_over(clocks):
    first, second = clocks
    assert first.acts()

    Turn.objects.update(ends_at=timezone.now() + LONG_AGO)

    assert second.acts()


def test_a_clock_without_its_database_rests_and_comes_back(clocks, monkeypatch):
    first, _ = clocks
    assert first.acts()

    def away(*_given, **_named):
        raise DatabaseError

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(turns, "_asked", away)
        assert not first.acts()

    assert first.acts()


def test_the_clock_that_is_started_is_this_one(settings):
    assert settings.CELERY_BEAT_SCHEDULER == "riskapp.celery:OneClock"
