import datetime

import pytest
from django.db import connection
from django.utils import timezone

from riskapp.assessments.models import EngagementStanding, Score
from riskapp.dashboards.choices import Moves
from riskapp.dashboards.queries.moved import moved, moved_list
from tests.conftest import owner
from tests.factories.riskapp import scored
from tests.riskapp.dashboards.conftest import scope_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio_of_four")]


def test_ratings_for_the_first_time_are_counted_and_not_told(portfolio_of_four):
    found = moved(scope_of(portfolio_of_four.approver))

    assert (found.worse, found.better, found.first, found.rows) == (0, 0, 3, [])
    assert found.numbers == [("first", "3 rated for the first time")]


def test_what_moved_is_told_with_the_rules_that_came_or_went(portfolio_of_four):
    world = portfolio_of_four
    worse = scored(
        world.organisation,
        world.analyst,
        "personal-accounts",
        engagement=world.low.engagement,
    )
    better = scored(
        world.organisation,
        world.analyst,
        "careful",
        engagement=world.typical.engagement,
    )
    long_ago(world.low.score, world.typical.score, world.critical.score)

    found = moved(scope_of(world.approver))

    assert (found.worse, found.better, found.first) == (1, 1, 0)
    assert found.numbers == [("worse", "1 got worse"), ("better", "1 got better")]
    for way, work in ((Moves.WORSE, world.low), (Moves.BETTER, world.typical)):
        rows = moved_list(scope_of(world.approver), way)
        assert [row.pk for row in rows] == [work.engagement_id]
    assert not moved_list(scope_of(world.approver), Moves.FIRST).exists()
    first, second = found.rows
    assert (first.assessment, first.before_words, first.after_words) == (
        worse.pk,
        "Low",
        "Critical",
    )
    assert first.is_worse
    assert first.why.startswith("New: ")
    assert (second.assessment, second.is_worse) == (better.pk, False)
    assert second.why.startswith("No longer: ")


def test_what_moved_before_the_period_is_not_told(portfolio_of_four):
    world = portfolio_of_four
    long_ago(world.low.score, world.typical.score, world.critical.score)

    assert moved(scope_of(world.approver)).first == 0
    assert moved(scope_of(world.approver, days=1000)).first == 3


def test_nothing_of_another_organisation_moved(portfolio_of_four):
    found = moved(scope_of(portfolio_of_four.stranger))

    assert (found.worse, found.better, found.first) == (0, 0, 0)


def long_ago(*scores):
    """As if they were taken 200 days ago; scores and what is kept of them."""
    day = timezone.now() - datetime.timedelta(days=200)
    with owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL riskapp.forgets = 'on'")
        Score.objects.filter(pk__in=[one.pk for one in scores]).update(created_at=day)
        cursor.execute("SET LOCAL riskapp.forgets = ''")
        EngagementStanding.objects.filter(score__in=scores).update(scored_at=day)
