import datetime
from pathlib import Path

import pytest

from riskapp.accounts.models import Membership
from riskapp.audit.actions import record
from riskapp.audit.models import AuditEntry
from riskapp.notifications.actions.notifying import (
    NotificationEvent,
    change_preferences,
    mark_read,
    notify,
    notify_of,
)
from riskapp.notifications.choices import NOTIFIED_BY, Mail, NotificationKind
from riskapp.notifications.models import Notification
from tests.conftest import make_world

EVENT = NotificationEvent(
    NotificationKind.OVERDUE, "1", "assessments.assessment", "1", "Portal"
)


def unread(world, person):
    return Membership.objects.get(user=world.people[person]).unread


def test_those_who_may_act_on_it_hear_of_it(world):
    other = make_world("Other")

    notify(world.organisation, EVENT)

    assert [n.user for n in Notification.objects.all()] == [world.analyst]
    assert unread(world, "analyst") == 1
    assert unread(world, "approver") == unread(other, "analyst") == 0


def test_hearing_twice_is_the_same_as_once(world):
    notify(world.organisation, EVENT)

    assert notify(world.organisation, EVENT) == []
    assert unread(world, "analyst") == 1


def test_whoever_did_it_does_not_hear_of_it(world):
    assert notify(world.organisation, EVENT, but=world.analyst.pk) == []


def test_a_person_hears_only_what_they_want_to(world):
    change_preferences(world.analyst, {NotificationKind.OVERDUE: (False, Mail.NONE)})

    assert notify(world.organisation, EVENT) == []


def test_what_is_only_mailed_is_not_counted_as_unread(world):
    change_preferences(world.analyst, {NotificationKind.OVERDUE: (False, Mail.NOW)})

    (made,) = notify(world.organisation, EVENT)

    assert made.mail == Mail.NOW
    assert unread(world, "analyst") == 0


def test_reading_is_noted_once(world):
    notify(world.organisation, EVENT)

    assert mark_read(world.analyst) == 1
    assert mark_read(world.analyst) == 0
    assert unread(world, "analyst") == 0


def test_changed_wishes_are_in_the_audit_trail(world):
    change_preferences(world.analyst, {NotificationKind.OVERDUE: (True, Mail.NOW)})
    change_preferences(world.analyst, {NotificationKind.OVERDUE: (True, Mail.NOW)})

    entry = AuditEntry.objects.get(action="notifications changed")
    assert entry.before == {"overdue": "shown, mail daily"}
    assert entry.after == {"overdue": "shown, mail now"}


def test_an_entry_of_the_trail_tells_what_happened(world):
    entry = record(
        "review completed",
        world.organisation,
        organisation=world.organisation,
        by=world.analyst,
    )

    (made,) = notify_of(entry)

    assert (made.user, made.kind) == (
        world.people["approver"],
        NotificationKind.DECISION,
    )
    assert notify_of(entry) == []


def test_other_entries_tell_nobody_anything(world):
    entry = record("made", world.organisation, organisation=world.organisation, by=None)

    assert notify_of(entry) == []


@pytest.mark.parametrize("action", NOTIFIED_BY)
def test_what_tells_something_is_really_recorded_somewhere(action):
    sources = [
        *Path("riskapp").glob("*/actions/*.py"),
        *Path("riskapp").glob("*/actions.py"),
    ]
    assert any(f'"{action}"' in path.read_text() for path in sources)


def test_the_analyst_hears_of_submitted_answers(
    world, celery_runs_here, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        world.assessment(submitted=True)

    found = Notification.objects.get(kind=NotificationKind.SUBMITTED)
    assert found.user == world.analyst
    assert found.made_at.date() == datetime.datetime.now(datetime.UTC).date()
