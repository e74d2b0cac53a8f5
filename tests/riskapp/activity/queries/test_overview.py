import datetime

from django.utils import timezone

from questionnaires.queries import answer_set_of
from riskapp.activity.models import ActivityAlert
from riskapp.activity.queries.overview import activity_of, shown_agents
from tests.data.activity import days_of
from tests.riskapp.activity.conftest import AGENT, START, changed, days


def shown(assessment):
    answer_set = answer_set_of(assessment.response)
    found = activity_of(assessment, answer_set)
    return found, shown_agents(found, found.agents, assessment, answer_set)


def test_an_agent_is_shown_with_its_pictures_its_drift_and_its_alerts(scored, dropped):
    dropped(changed(days(40), "records_written", "", 3))

    _found, [one] = shown(scored)

    assert (one.name, one.tool, one.waiting) == (AGENT, AGENT, 1)
    assert [spark.measure for spark in one.sparklines] == [
        "records_read", "records_written", "refusals",
    ]  # fmt: skip
    written = one.sparklines[1]
    assert (written.most, written.newest.seen, written.is_empty) == (3, 3, False)
    by_limit = {line.seen.limit: line for line in one.declared}
    assert by_limit["writes"].seen.days == 1
    assert by_limit["host"].seen.days == 0
    assert [day for day, _cells in one.table][:2] == [days_of(START, 40)[-1], days_of(START, 40)[-2]]  # fmt: skip
    assert ActivityAlert.objects.waiting().count() == 1


def test_while_an_agent_learns_what_was_declared_is_shown_and_nothing_is_told(
    scored, dropped
):
    dropped(changed(days(10), "records_written", "", 3))

    found, [one] = shown(scored)

    assert one.watched.learning_left == 18
    assert not found.alerts
    assert {line.seen.limit: line.seen.days for line in one.declared}["writes"] == 1


def test_the_newest_days_are_held_against_those_before_this_cycle(scored, dropped):
    begun = timezone.now() - datetime.timedelta(days=30)
    type(scored).objects.filter(pk=scored.pk).update(started_at=begun)
    scored.refresh_from_db()
    old = days(28, start=begun.date() - datetime.timedelta(days=28))
    new = days(28, start=begun.date())
    dropped(old + [changed([one], "records_read", "", 200)[0] for one in new])

    _found, [one] = shown(scored)

    [change] = one.changes
    assert (change.change.before, change.change.after) == (100, 300)
    assert one.before == begun.date() - datetime.timedelta(days=1)


def test_agents_whose_alerts_wait_come_first(scored, dropped):
    dropped(changed(days(40, "zed"), "repositories", "example/secret", 3), "a.jsonl")
    dropped(days(40, "abc"), "b.jsonl")

    found, _agents = shown(scored)

    assert found.agents == ["zed", "abc"]
