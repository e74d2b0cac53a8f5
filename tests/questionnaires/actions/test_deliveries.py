import smtplib

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags

from questionnaires.actions.deliveries import (
    A_DAY,
    IN_DOUBT,
    IN_HAND,
    QUICK_TRIES,
    UNFORESEEN,
    NotDelivered,
    queue_delivery,
    send_delivery,
)
from questionnaires.actions.invitations import choose_language, enter, invite, revoke
from questionnaires.choices import DeliveryKind, ProductMail, add_mail, mail_choices
from questionnaires.models import Delivery, Response, ResponseEvent
from questionnaires.queries import token_of
from questionnaires.tasks import deliver_what_was_missed

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(response):
    return invite(response, email="vera@vendor.example", actor="").deliveries.get()


class FailingServer:
    """A mail server that answers every mail with one error."""

    def __init__(self, error):
        self.error = error

    def __call__(self, *args, **kwargs):
        return self

    def open(self):
        if isinstance(self.error, ConnectionRefusedError):
            raise self.error

    def close(self):
        pass

    def send_messages(self, messages):
        raise self.error


def with_server(monkeypatch, error):
    monkeypatch.setattr("django.core.mail.get_connection", FailingServer(error))


def test_a_mail_is_sent_once_in_text_and_html(delivery):
    send_delivery(delivery)
    send_delivery(delivery)

    [message] = mail.outbox
    delivery.refresh_from_db()
    assert delivery.state == "sent"
    assert (delivery.attempts, delivery.sent_at is not None) == (1, True)
    assert "/respond/#" in message.body
    assert message.alternatives[0].mimetype == "text/html"


LINKED = sorted(
    {code for code, _label in mail_choices()}
    - {DeliveryKind.CODE, DeliveryKind.INFECTED, DeliveryKind.WITHDRAWN}
)


@pytest.mark.parametrize("kind", LINKED)
def test_a_mail_says_in_words_how_to_get_in(response, kind):
    invitation = invite(response, email="vera@vendor.example", actor="")
    invitation.invited_by = enter(invitation, name="Vera Vendor")
    invitation.save()

    send_delivery(queue_delivery(invitation, kind))

    [message] = mail.outbox
    [(html, _type)] = message.alternatives
    for text in (message.body, strip_tags(html)):
        words = text.split()
        assert f"{settings.PUBLIC_URL}/respond/" in words
        assert token_of(invitation) in words


def test_a_mail_can_lead_to_a_page_of_its_own(response):
    invitation = invite(response, email="vera@vendor.example", actor="")
    page = f"/anywhere/{response.pk}/"

    send_delivery(queue_delivery(invitation, "decision", leads_to=page))

    [message] = mail.outbox
    wanted = page.replace("/", "%2F")
    assert f"/respond/?next={wanted}#" in message.body
    assert message.subject == "Buyer has decided about your AI tools"


@pytest.mark.parametrize("code", ["code", "findings", "thirteen_more"])
def test_a_mail_of_the_product_has_a_code_of_its_own(code):
    with pytest.raises(ValueError, match=code):
        add_mail(ProductMail(code, "Something else", "About something else"))


def test_a_server_that_is_away_is_tried_again(delivery, monkeypatch):
    with_server(monkeypatch, ConnectionRefusedError())

    with pytest.raises(NotDelivered):
        send_delivery(delivery)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("queued", 1)
    assert delivery.reason == "The mail server could not be reached."


def test_a_server_that_is_away_for_hours_is_left_to_the_clock(delivery, monkeypatch):
    with_server(monkeypatch, ConnectionRefusedError())
    Delivery.objects.update(
        attempts=QUICK_TRIES + 20, queued_at=timezone.now() - A_DAY / 2
    )

    send_delivery(delivery)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.unforeseen) == ("queued", 0)
    assert delivery.reason == "The mail server could not be reached."


def test_trying_ends_with_a_reason_after_a_day(delivery, monkeypatch):
    with_server(monkeypatch, ConnectionRefusedError())
    Delivery.objects.update(queued_at=timezone.now() - A_DAY)

    send_delivery(delivery)

    delivery.refresh_from_db()
    assert delivery.state == "failed"


def test_a_code_is_worth_sending_only_while_somebody_waits(delivery, monkeypatch):
    with_server(monkeypatch, ConnectionRefusedError())
    Delivery.objects.update(
        kind=DeliveryKind.CODE, queued_at=timezone.now() - A_DAY / 48
    )

    send_delivery(delivery)

    delivery.refresh_from_db()
    assert delivery.state == "failed"


def test_tries_that_no_worker_survives_end_too(delivery, monkeypatch):
    monkeypatch.setattr("questionnaires.actions.deliveries._message", die)
    for _try in range(UNFORESEEN):
        with pytest.raises(SystemExit):
            send_delivery(delivery)

    send_delivery(delivery)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("failed", UNFORESEEN)
    assert delivery.reason == "The mail could not be written."


def test_a_server_that_was_away_does_not_count_as_unforeseen(delivery, monkeypatch):
    with_server(monkeypatch, ConnectionRefusedError())
    for _try in range(UNFORESEEN):
        with pytest.raises(NotDelivered):
            send_delivery(delivery)
    monkeypatch.undo()

    send_delivery(delivery)

    delivery.refresh_from_db()
    assert delivery.state == "sent"


def test_an_address_that_is_refused_fails_at_once(delivery, monkeypatch):
    refused = smtplib.SMTPRecipientsRefused({"vera@vendor.example": (550, b"no")})
    with_server(monkeypatch, refused)

    send_delivery(delivery)

    delivery.refresh_from_db()
    assert delivery.state == "failed"
    assert delivery.reason == "The mail server refuses this address."


def die(*_given, **_named):
    raise SystemExit  # as a worker that is killed: nothing is noted


def test_a_mail_whose_worker_died_while_it_was_handed_over_is_not_sent_again(
    delivery, monkeypatch, celery_runs_here
):
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("django.core.mail.EmailMessage.send", die)
        with pytest.raises(SystemExit):
            send_delivery(delivery)

    assert send_delivery(delivery).state == "queued"  # its worker may be at it
    Delivery.objects.update(handed_at=timezone.now() - IN_HAND * 2)
    deliver_what_was_missed()

    delivery.refresh_from_db()
    assert mail.outbox == []
    assert (delivery.state, delivery.reason) == ("failed", IN_DOUBT)


def test_a_mail_whose_server_fell_silent_is_not_sent_again(delivery, monkeypatch):
    with_server(monkeypatch, smtplib.SMTPServerDisconnected("gone"))

    send_delivery(delivery)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("failed", IN_DOUBT)


def test_a_mail_that_was_handed_over_in_times_to_come_is_in_doubt(delivery):
    Delivery.objects.update(handed_at=timezone.now() + A_DAY)

    send_delivery(delivery)

    delivery.refresh_from_db()
    assert mail.outbox == []
    assert delivery.reason == IN_DOUBT


def test_a_mail_that_cannot_be_written_was_not_handed_over(delivery, monkeypatch):
    monkeypatch.setattr("django.core.mail.EmailMessage.message", die)
    with pytest.raises(SystemExit):
        send_delivery(delivery)

    delivery.refresh_from_db()
    assert delivery.handed_at is None


def test_nobody_is_mailed_a_link_that_was_withdrawn(delivery):
    revoke(delivery.invitation, actor="")

    send_delivery(delivery)

    delivery.refresh_from_db()
    assert mail.outbox == []
    assert delivery.state == "failed"


def test_a_name_with_line_breaks_cannot_add_headers(delivery):
    response = delivery.invitation.response
    response.asked_by = "Buyer\nBcc: everybody@example.org"
    response.save()

    send_delivery(delivery)

    [message] = mail.outbox
    assert (
        message.subject == "Buyer Bcc: everybody@example.org asks about your AI tools"
    )
    assert message.recipients() == ["vera@vendor.example"]


def test_queueing_belongs_to_the_change(response):
    with pytest.raises(RuntimeError), transaction.atomic():
        invite(response, email="vera@vendor.example", actor="")
        raise RuntimeError

    assert not Delivery.objects.exists()


def test_a_mail_comes_in_the_language_the_person_chose(delivery):
    choose_language(delivery.invitation, "de")

    send_delivery(delivery)

    [message] = mail.outbox
    assert message.subject.endswith("fragt nach Ihren KI-Werkzeugen")
    assert "Fragebogen öffnen" in message.body
    [(html, _type)] = message.alternatives
    assert '<html lang="de">' in html


def test_whoever_never_chose_is_written_to_in_the_language_of_the_asker(delivery):
    Response.objects.update(language="de")

    send_delivery(delivery)

    assert "Fragebogen öffnen" in mail.outbox[0].body


def test_a_language_that_is_no_longer_there_does_not_stop_a_mail(delivery):
    Response.objects.update(language="xx")

    send_delivery(delivery)

    assert "Open the questionnaire" in mail.outbox[0].body


def test_a_chosen_language_is_in_the_history_once(delivery):
    for language in ("de", "de", "nonsense"):
        choose_language(delivery.invitation, language)

    events = ResponseEvent.objects.filter(kind="language_chosen")
    assert [event.after["language"] for event in events] == ["de"]
