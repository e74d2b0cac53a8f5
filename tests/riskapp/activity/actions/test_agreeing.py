"""What was agreed is a limit without any statistics."""

import datetime

from riskapp.activity.actions.agreeing import agree, take_agreement_back
from riskapp.activity.actions.watching import watch_agents
from riskapp.activity.models import ActivityAlert, AgreedLimits
from riskapp.audit.models import AuditEntry
from tests.riskapp.activity.conftest import AGENT, START, changed, days

NOTHING = {
    "since": START,
    "hours_from": None,
    "hours_until": None,
    "zone": "UTC",
    "weekdays_only": False,
    "hosts": [],
}
OFFICE = NOTHING | {"hours_from": 8, "hours_until": 18}
ONLY = NOTHING | {"hosts": ["example.com"]}
# In no register: no answer declares anything about it.
STRANGER = "release-bot"


def kinds():
    rows = ActivityAlert.objects.values_list("kind", "name", "peak")
    return {(kind, name): peak for kind, name, peak in rows}


def at_night(agent=STRANGER):
    """Forty days with a little work at three in the morning on each."""
    given = days(40, agent)
    for at in range(40):
        given = changed(given, "hours", "3", 2, at=at)
    return given


def test_work_outside_the_agreed_hours_is_an_alert_also_where_it_is_usual(
    world, scored, dropped
):
    dropped(at_night())
    assert kinds() == {}

    agree(scored, "", OFFICE, by=world.analyst)
    watch_agents(scored)

    [alert] = ActivityAlert.objects.all()
    assert (alert.kind, alert.peak, alert.days) == ("office", 2, 12)
    assert (alert.numbers["hours"], alert.question) == ([3], "T-05")


def test_a_host_that_was_not_agreed_is_an_alert_also_where_it_is_known(
    world, scored, dropped
):
    given = days(40, STRANGER)
    for at in range(40):
        given = changed(given, "external_hosts", "files.example.net", 1, at=at)
        given = changed(given, "external_hosts", "api.example.com", 1, at=at)
    dropped(given)
    assert kinds() == {}

    agree(scored, STRANGER, ONLY, by=world.analyst)
    watch_agents(scored)

    assert kinds() == {("agreed", "files.example.net"): 1}


def test_what_was_agreed_about_one_tool_counts_before_what_was_agreed_about_all(
    world, scored, dropped
):
    dropped(at_night())
    agree(scored, "", OFFICE, by=world.analyst)
    agree(
        scored,
        STRANGER,
        NOTHING | {"hours_from": 2, "hours_until": 18},
        by=world.analyst,
    )

    watch_agents(scored)

    assert kinds() == {}


def test_days_before_the_agreement_are_not_held_against_it(world, scored, dropped):
    dropped(at_night())
    last = START + datetime.timedelta(days=39)
    agree(scored, "", OFFICE | {"since": last}, by=world.analyst)

    watch_agents(scored)

    assert ActivityAlert.objects.get().days == 1


def test_an_agreement_is_said_anew_and_taken_back_in_the_trail(world, scored, dropped):
    dropped(at_night(AGENT))
    agree(scored, AGENT, OFFICE, by=world.analyst)
    made = agree(scored, AGENT, ONLY, by=world.analyst)
    assert AgreedLimits.objects.get() == made

    take_agreement_back(scored, made, by=world.analyst)

    assert not AgreedLimits.objects.exists()
    said = AuditEntry.objects.filter(action="limits of agents agreed")
    [first, second] = said.order_by("pk")
    assert (first.before, second.before["hours_from"]) == (None, 8)
    gone = AuditEntry.objects.get(action="limits of agents taken back")
    assert gone.before["hosts"] == ["example.com"]


def test_agents_are_watched_anew_once_it_was_agreed(
    world, scored, dropped, celery_runs_here, django_capture_on_commit_callbacks
):
    dropped(at_night())

    with django_capture_on_commit_callbacks(execute=True):
        made = agree(scored, "", OFFICE, by=world.analyst)
    assert set(kinds()) == {("office", "")}

    with django_capture_on_commit_callbacks(execute=True):
        take_agreement_back(scored, made, by=world.analyst)
    assert kinds() == {}
