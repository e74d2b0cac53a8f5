import datetime
import smtplib

import pytest
from django.core import mail
from django.utils import timezone

from riskapp.accounts.models import Membership
from riskapp.notifications.actions.mailing import mail_digest, mail_now
from riskapp.notifications.actions.notifying import (
    NotificationEvent,
    change_preferences,
    notify,
)
from riskapp.notifications.choices import Mail, NotificationKind
from riskapp.notifications.models import Notification

VENDOR = "6f1ed002-ab4c-4f3e-9b5c-0d1f6a1c2e3f"


def told(world, key="1", label="Portal"):
    event = NotificationEvent(
        NotificationKind.OVERDUE, key, "vendors.vendor", VENDOR, label, "1 May"
    )
    return notify(world.organisation, event)[0]


def later():
    return timezone.now() + datetime.timedelta(minutes=1)


def test_a_mail_at_once_goes_out_once_and_leads_somewhere(world):
    change_preferences(world.analyst, {NotificationKind.OVERDUE: (True, Mail.NOW)})
    notification = told(world)

    assert mail_now(notification)
    assert not mail_now(notification)

    (message,) = mail.outbox
    assert message.to == [world.analyst.email]
    assert message.subject == "Answers are overdue: Portal"
    assert f"/vendors/{VENDOR}/" in message.body
    assert "/notifications/settings/" in message.body


def test_a_day_is_one_mail(world):
    for key in "123":
        told(world, key)

    assert mail_digest(world.analyst, later())
    assert not mail_digest(world.analyst, later())

    (message,) = mail.outbox
    assert message.subject == "3 notices"
    assert message.body.count("Portal") == 3


def test_a_hostile_name_stays_one_line_and_plain(world):
    told(world, label="A\nBcc: x@y.example <b>")

    mail_digest(world.analyst, later())

    assert "\n" not in mail.outbox[0].subject
    assert "<b>" not in mail.outbox[0].alternatives[0][0]


def test_whoever_left_hears_nothing_more(world):
    told(world)
    Membership.objects.filter(user=world.analyst).delete()

    assert not mail_digest(world.analyst, later())
    assert mail.outbox == []
    assert not Notification.objects.to_mail(Mail.DAILY).exists()


def test_what_is_newer_waits_for_the_next_day(world):
    told(world)

    assert not mail_digest(world.analyst, timezone.now() - datetime.timedelta(hours=1))


def test_each_is_written_to_in_their_own_language(world):
    told(world)
    world.analyst.language = "de"
    world.analyst.save()

    mail_digest(world.analyst, later())

    assert "Antworten sind überfällig" in mail.outbox[0].body


def test_whoever_chose_none_is_written_to_as_the_organisation_writes(world):
    world.organisation.language = "de"
    world.organisation.save()
    told(world)

    mail_digest(world.analyst, later())

    assert "Antworten sind überfällig" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("fault", "is_mailed"),
    [
        (ConnectionRefusedError(), False),
        (smtplib.SMTPDataError(451, b"later"), False),
        (ValueError("unforeseen"), False),
        (SystemExit(), True),  # as a worker that is killed: nothing is noted
    ],
)
def test_what_stops_a_mail_lets_it_go_again_unless_it_may_be_out(
    world, monkeypatch, fault, is_mailed
):
    change_preferences(world.analyst, {NotificationKind.OVERDUE: (True, Mail.NOW)})
    notification = told(world)

    def stop(_message):
        raise fault

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("django.core.mail.EmailMessage.send", stop)
        with pytest.raises(type(fault)):
            mail_now(notification)

    assert mail_now(notification) is not is_mailed


def test_a_server_that_fell_silent_may_have_the_mail(world, monkeypatch):
    change_preferences(world.analyst, {NotificationKind.OVERDUE: (True, Mail.NOW)})
    notification = told(world)

    def fall_silent(_message):
        raise smtplib.SMTPServerDisconnected

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("django.core.mail.EmailMessage.send", fall_silent)
        assert mail_now(notification)

    assert not mail_now(notification)
