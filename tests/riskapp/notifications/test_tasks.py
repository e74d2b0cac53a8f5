import datetime
from uuid import uuid4

from django.core import mail
from django.utils import timezone

from riskapp.accounts.models import Organisation
from riskapp.audit.actions import record
from riskapp.notifications import tasks
from riskapp.notifications.actions.notifying import (
    NotificationEvent,
    change_preferences,
    notify,
)
from riskapp.notifications.choices import Mail, NotificationKind
from riskapp.notifications.models import Notification
from riskapp.notifications.queries import digest_zone, last_digest


def entry(world):
    return record(
        "review completed",
        world.organisation,
        organisation=world.organisation,
        by=world.analyst,
    )


def test_what_was_missed_is_told_later_and_once(world, celery_runs_here):
    entry(world)

    tasks.notify_of_what_was_missed()
    tasks.notify_of_what_was_missed()

    assert Notification.objects.count() == 1


def test_a_mail_at_once_follows(
    world, celery_runs_here, django_capture_on_commit_callbacks
):
    change_preferences(
        world.people["approver"], {NotificationKind.DECISION: (True, Mail.NOW)}
    )

    with django_capture_on_commit_callbacks(execute=True):
        tasks.notify_people(entry(world).pk)

    assert [message.to for message in mail.outbox] == [["approver@buyer.example"]]


def test_the_daily_mail_goes_out_once(world, celery_runs_here):
    event = NotificationEvent(
        NotificationKind.OVERDUE, "1", "accounts.user", "1", "Portal"
    )
    notify(world.organisation, event)
    yesterday = timezone.now() - datetime.timedelta(days=1, hours=1)
    Notification.objects.update(made_at=yesterday)

    tasks.send_digests()
    tasks.send_digests()

    assert len(mail.outbox) == 1


def test_six_is_by_the_clock_of_the_person_else_of_the_organisation(
    world, celery_runs_here, monkeypatch
):
    noon = datetime.datetime(2026, 11, 25, 12, 0, tzinfo=datetime.UTC)
    event = NotificationEvent(
        NotificationKind.OVERDUE, "1", "vendors.vendor", str(uuid4()), "Portal"
    )
    notify(world.organisation, event)
    # After six in Lisbon, and before six in Los Angeles.
    Notification.objects.update(made_at=noon.replace(hour=7))
    monkeypatch.setattr(tasks.timezone, "now", lambda: noon + datetime.timedelta(1))
    Organisation.objects.update(time_zone="America/Los_Angeles")
    world.analyst.time_zone = "Europe/Lisbon"
    world.analyst.save()

    assert digest_zone(world.analyst) == "Europe/Lisbon"
    assert last_digest(noon, "Europe/Lisbon").isoformat() == "2026-11-25T06:00:00+00:00"
    assert (
        last_digest(noon, "America/Los_Angeles").isoformat()
        == "2026-11-24T06:00:00-08:00"
    )
    tasks.send_digests()

    assert [m.to for m in mail.outbox] == [[world.analyst.email]]


def test_the_day_of_mails_ends_at_six():
    at = datetime.datetime(2026, 11, 25, 5, 59, tzinfo=datetime.UTC)

    assert last_digest(at).isoformat() == "2026-11-24T06:00:00+00:00"
    later = at + datetime.timedelta(minutes=1)
    assert last_digest(later).isoformat() == "2026-11-25T06:00:00+00:00"


def test_a_notice_that_cannot_be_mailed_is_not_queued_for_ever(
    world, celery_runs_here, monkeypatch, caplog
):
    notify(
        world.organisation,
        NotificationEvent(
            NotificationKind.OVERDUE, "1", "accounts.user", "1", "Portal"
        ),
    )
    yesterday = timezone.now() - datetime.timedelta(days=1, hours=1)
    Notification.objects.update(made_at=yesterday)
    monkeypatch.setattr("riskapp.notifications.actions.mailing._message", None)

    for _turn_of_the_clock in range(5):
        tasks.send_digests()

    assert Notification.objects.get().attempts == 3
    assert caplog.text.count("could not be written") == 3
    assert Notification.objects.mail_given_up().count() == 1
