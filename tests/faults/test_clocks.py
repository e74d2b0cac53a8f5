"""Two clocks of one installation: one acts, and the other when it is gone."""

import pytest
from django.db import connection

from riskapp.celery import OneClock, app
from tests.conftest import owner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clocks(tmp_path):
    made = [
        OneClock(app, schedule_filename=str(tmp_path / name), lazy=True)
        for name in ("first", "second")
    ]
    yield made
    for clock in made:
        clock.let_go()


def test_of_two_clocks_one_acts(clocks):
    first, second = clocks

    assert [first.acts(), second.acts(), first.acts()] == [True, False, True]
    assert second.tick() == second.WAITS_SECONDS


def test_when_one_ends_the_other_takes_over(clocks):
    first, second = clocks
    assert first.acts()

    first.let_go()

    assert second.acts()
    assert not first.acts()


def test_a_clock_whose_connection_was_cut_rests_and_comes_back(clocks):
    first, _ = clocks
    assert first.acts()

    with owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks"
            " WHERE locktype = 'advisory' AND objid = %s",
            [OneClock.LOCK],
        )

    assert not first.acts()
    assert first.acts()


def test_the_clock_that_is_started_is_this_one(settings):
    assert settings.CELERY_BEAT_SCHEDULER == "riskapp.celery:OneClock"
