from riskapp.activity.actions.explaining import explain
from riskapp.activity.actions.keeping import remove
from riskapp.activity.actions.watching import watch_agents
from riskapp.activity.choices import AlertState
from riskapp.activity.models import ActivityAlert, ActivityDay
from riskapp.audit.models import AuditEntry
from riskapp.notifications.actions.notifying import notify_of
from riskapp.notifications.models import Notification
from tests.data.activity import days_of
from tests.riskapp.activity.conftest import AGENT, START, changed, days


def alerts():
    return {
        (one.kind, one.measure, one.name): one for one in ActivityAlert.objects.all()
    }


def explained(scored, alert, by):
    return explain(scored, alert, reason="A move of code.", peak=alert.peak, by=by)


def test_days_like_each_other_give_no_alert(dropped):
    dropped(days(40))

    assert ActivityDay.objects.count() == 40
    assert not ActivityAlert.objects.exists()


def test_a_write_by_a_tool_that_only_reads_is_an_alert_and_members_hear_of_it(
    world, dropped
):
    dropped(changed(days(40), "records_written", "", 3))

    [alert] = ActivityAlert.objects.all()
    assert (alert.agent, alert.kind, alert.measure, alert.peak) == (
        AGENT, "writes", "records_written", 3,
    )  # fmt: skip
    assert (alert.question, alert.state, alert.days) == ("T-08", AlertState.OPEN, 1)
    entry = AuditEntry.objects.get(action="unusual activity of agents found")
    assert entry.after == {
        "alerts": 1,
        "agents": [AGENT],
        "last_day": alert.last_day.isoformat(),
    }
    notify_of(entry)
    told = Notification.objects.filter(kind="activity")
    assert set(told.values_list("user", flat=True)) >= {world.analyst.pk}


def test_watching_twice_tells_once(scored, dropped):
    dropped(changed(days(40), "repositories", "example/secret", 3))

    assert watch_agents(scored) == []
    assert AuditEntry.objects.filter(action__startswith="unusual activity").count() == 1
    assert set(alerts()) == {("new", "repositories", "example/secret")}


def test_what_was_explained_stays_so_and_comes_back_when_it_grows(
    world, scored, dropped
):
    dropped(changed(days(40), "records_written", "", 10))
    explained(scored, ActivityAlert.objects.get(), world.analyst)
    later = days(80)[40:]

    dropped(changed(later[:20], "records_written", "", 15))
    assert ActivityAlert.objects.get().state == AlertState.EXPLAINED

    dropped(changed(later[20:], "records_written", "", 16))
    alert = ActivityAlert.objects.get()
    assert (alert.state, alert.peak, alert.days) == (AlertState.GROWN, 16, 3)
    assert alert.reason == "A move of code."
    assert AuditEntry.objects.filter(action__startswith="unusual activity of").count() == 2  # fmt: skip


def test_without_its_days_an_agent_learns_again_and_what_nobody_explained_goes(
    world, scored, dropped
):
    early = dropped(days(30), "early.jsonl")
    late = changed(days(40)[30:], "repositories", "example/secret", 3)
    late = changed(late, "records_written", "", 3, at=-2)
    dropped(late, "late.jsonl")
    assert len(alerts()) == 2
    explained(scored, alerts()["writes", "records_written", ""], world.analyst)

    remove(scored, early, by=world.analyst)
    watch_agents(scored)

    assert set(alerts()) == {("writes", "records_written", "")}


def test_an_agent_that_no_tool_is_called_like_has_no_declared_limits(dropped):
    dropped(changed(days(40, "some-bot"), "records_written", "", 3))

    assert not ActivityAlert.objects.exists()


def test_a_file_says_more_of_the_days_that_an_earlier_file_knew(dropped):
    dropped(days(40), "first.jsonl")

    dropped(changed(days(40), "repositories", "example/secret", 3), "second.jsonl")

    [alert] = ActivityAlert.objects.all()
    assert alert.first_day == days_of(START, 40)[-1]
