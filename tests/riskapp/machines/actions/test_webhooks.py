import datetime
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import connection, transaction
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from riskapp.accounts.models import Organisation
from riskapp.audit.actions import gathering, record
from riskapp.audit.models import AuditEntry
from riskapp.machines.actions import webhooks
from riskapp.machines.actions.webhooks import (
    GAPS,
    forget_messages,
    make_webhook,
    note_messages,
    note_missed,
    remove_webhook,
    replace_secret,
    resume_webhook,
    send_message,
)
from riskapp.machines.choices import MessageState
from riskapp.machines.errors import TooManyWebhooks
from riskapp.machines.models import Webhook, WebhookMessage
from riskapp.notifications.actions.notifying import notify_of
from riskapp.notifications.models import Notification
from riskapp.vendors.actions import register_vendor
from tests.conftest import owner

pytestmark = pytest.mark.django_db


class Receiver(HTTPServer):
    """An address that is told things, and answers with ``status``."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answer)
        self.status, self.got = 200, []


class _Answer(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((body, dict(self.headers)))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"{self.path}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args):
        """Nothing of it is printed."""


@pytest.fixture
def receiver(settings):
    settings.SSO_ALLOWS_HTTP = True
    settings.WEBHOOK_INTERNAL_HOSTS = ["127.0.0.1"]
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def told(world, receiver):
    """A webhook of vendors and findings, and its secret."""
    return make_webhook(
        Organisation.objects.get(pk=world.organisation.pk),
        name="Tickets",
        url=f"http://127.0.0.1:{receiver.server_port}/hook",
        kinds=["vendor", "finding"],
        by=world.people["administrator"],
    )


def happened(world):
    """A vendor is registered: the entry of the trail, and what is to be told of it."""
    register_vendor(
        organisation=world.organisation, name="Kestrel", country="RS", by=world.analyst
    )
    entry = AuditEntry.objects.get(action="vendor registered")
    return entry, note_messages(entry)


def test_a_message_is_signed_so_that_others_can_verify_it(world, told, receiver):
    _webhook, secret = told
    entry, [message_id] = happened(world)

    send_message(message_id)

    [(body, headers)] = receiver.got
    assert Verifier(secret).verify(body, headers) == {
        "type": "vendor.vendor-registered",
        "timestamp": entry.at.isoformat(),
        "data": {
            "object": "vendor",
            "id": entry.object_id,
            "action": "vendor registered",
        },
    }
    with pytest.raises(WebhookVerificationError):
        Verifier(webhooks.new_secret()).verify(body, headers)
    message = WebhookMessage.objects.get()
    assert (message.state, message.status) == (MessageState.DELIVERED, 200)
    assert headers["webhook-id"] == f"msg_{message.pk.hex}"


def test_what_is_told_is_told_once(world, told, receiver):
    entry, [message_id] = happened(world)

    assert note_messages(entry) == [message_id]
    send_message(message_id)
    send_message(message_id)

    assert note_messages(entry) == []
    assert len(receiver.got) == 1


def unnoted(world, minutes):
    """A vendor was registered so long ago, and the process died before it queued anything."""
    register_vendor(
        organisation=world.organisation, name="Kestrel", country="RS", by=world.analyst
    )
    entry = AuditEntry.objects.get(action="vendor registered")
    at = timezone.now() - datetime.timedelta(minutes=minutes)
    with owner(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        AuditEntry.objects.filter(pk=entry.pk).update(at=at)
        cursor.execute("SET LOCAL session_replication_role = origin")
    return entry


def test_what_a_dying_process_left_is_noted_by_the_clock(world, told):
    Webhook.objects.update(hears_from=timezone.now() - datetime.timedelta(hours=1))
    entry = unnoted(world, minutes=5)

    [message_id] = note_missed()

    assert WebhookMessage.objects.get(pk=message_id).entry == entry.pk
    assert note_missed() == []


def test_a_webhook_is_not_told_what_happened_before_it_heard(world, told):
    unnoted(world, minutes=5)

    assert note_missed() == []
    assert not WebhookMessage.objects.exists()


def test_what_is_still_on_its_way_is_left_to_whoever_queued_it(world, told):
    Webhook.objects.update(hears_from=timezone.now() - datetime.timedelta(hours=1))
    unnoted(world, minutes=1)

    assert note_missed() == []


def test_nobody_else_sends_what_is_being_sent(world, told, receiver, monkeypatch):
    _entry, [message_id] = happened(world)
    calls = []

    def posted(message, now):
        calls.append(message)
        send_message(message_id)
        return 200, ""

    monkeypatch.setattr(webhooks, "_posted", posted)
    send_message(message_id)

    assert len(calls) == 1


def test_each_object_of_an_entry_about_many_is_told(world, told):
    with transaction.atomic():
        with gathering(world.organisation, by=world.analyst) as rows:
            for name in ("Kestrel", "Merlin"):
                register_vendor(
                    organisation=world.organisation,
                    name=name,
                    country="RS",
                    by=world.analyst,
                )
        entry = record(
            "vendors registered",
            world.organisation,
            organisation=world.organisation,
            by=world.analyst,
            after={"rows": rows},
        )

    assert len(note_messages(entry)) == 2
    ids = {json.loads(m.body)["data"]["id"] for m in WebhookMessage.objects.all()}
    assert ids == {row["object_id"] for row in rows}


def test_a_webhook_hears_its_kinds_and_its_organisation_alone(world, told, receiver):
    other = make_webhook(
        Organisation.objects.create(name="Other"),
        name="Other",
        url="https://other.example/",
        kinds=["vendor"],
        by=world.analyst,
    )[0]
    Webhook.objects.filter(pk=told[0].pk).update(kinds=["report"])

    _entry, messages = happened(world)

    assert messages == []
    assert not other.messages.exists()


@pytest.mark.parametrize(
    ("status", "reason"), [(500, "HTTP 500"), (302, "TooManyRedirects")]
)
def test_a_failed_try_comes_again_later_and_later(
    world, told, receiver, status, reason
):
    receiver.status = status
    _entry, [message_id] = happened(world)
    waited = []

    for gap in GAPS:
        send_message(message_id)
        message = WebhookMessage.objects.get()
        waited.append((message.next_at - timezone.now()).total_seconds())
        assert message.state == MessageState.WAITING
        assert message.reason == reason
        assert waited[-1] == pytest.approx(gap, abs=5)
        WebhookMessage.objects.update(next_at=timezone.now())

    assert len(receiver.got) == len(GAPS)  # a redirect is not followed


def test_whoever_never_answers_is_switched_off_with_a_notice(world, told, receiver):
    webhook, _secret = told
    receiver.status = 500
    _entry, [message_id] = happened(world)
    WebhookMessage.objects.update(attempts=len(GAPS))

    send_message(message_id)

    webhook.refresh_from_db()
    assert webhook.disabled_at
    assert WebhookMessage.objects.get().state == MessageState.FAILED
    assert not Organisation.objects.get(pk=world.organisation.pk).has_webhooks
    entry = AuditEntry.objects.get(action="webhook switched off")
    assert [n.user for n in notify_of(entry)] == [world.people["administrator"]]
    assert Notification.objects.get().kind == "webhook"

    resume_webhook(webhook, by=world.people["administrator"])
    assert Organisation.objects.get(pk=world.organisation.pk).has_webhooks


def test_an_address_that_is_gone_is_switched_off_at_once(world, told, receiver):
    receiver.status = 410
    _entry, [message_id] = happened(world)

    send_message(message_id)

    assert Webhook.objects.get().disabled_at


def test_what_waits_for_a_switched_off_webhook_is_not_sent(world, told, receiver):
    _entry, [message_id] = happened(world)
    Webhook.objects.update(disabled_at=timezone.now())

    send_message(message_id)

    assert receiver.got == []
    assert WebhookMessage.objects.get().state == MessageState.FAILED


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1"]
)
def test_no_private_address_is_reached(world, told, receiver, settings, host):
    settings.WEBHOOK_INTERNAL_HOSTS = []
    settings.SSO_INTERNAL_HOSTS = ["127.0.0.1", "localhost", "10.0.0.1"]
    Webhook.objects.update(url=f"http://{host}:{receiver.server_port}/")
    _entry, [message_id] = happened(world)

    send_message(message_id)

    assert receiver.got == []
    assert WebhookMessage.objects.get().reason == "ConnectionError"


def test_a_name_that_leads_to_a_private_address_is_not_reached(
    world, told, receiver, settings, monkeypatch
):
    settings.WEBHOOK_INTERNAL_HOSTS = []
    address = ("127.0.0.1", receiver.server_port)
    monkeypatch.setattr(
        "riskapp.common.outgoing.socket.getaddrinfo",
        lambda *_args, **_kwargs: [(2, 1, 6, "", address)],
    )
    Webhook.objects.update(url=f"http://tickets.example:{receiver.server_port}/")
    _entry, [message_id] = happened(world)

    send_message(message_id)

    assert receiver.got == []


def test_both_secrets_sign_for_a_day_after_a_change(world, told, receiver):
    webhook, old = told
    new = replace_secret(webhook, by=world.people["administrator"])
    _entry, [message_id] = happened(world)
    send_message(message_id)
    [(body, headers)] = receiver.got
    assert Verifier(old).verify(body, headers)
    assert Verifier(new).verify(body, headers)

    webhook.refresh_from_db()
    webhook.former_until = timezone.now() - datetime.timedelta(minutes=1)
    assert webhook.secrets == [new]
    assert new not in webhook.secret


def test_there_are_not_webhooks_without_end(world, told, monkeypatch):
    monkeypatch.setattr(webhooks, "MOST_WEBHOOKS", 1)

    with pytest.raises(TooManyWebhooks):
        make_webhook(
            world.organisation,
            name="B",
            url="https://b.example/",
            kinds=[],
            by=world.analyst,
        )


def test_a_removed_webhook_leaves_nothing(world, told):
    happened(world)

    remove_webhook(told[0], by=world.people["administrator"])

    assert not WebhookMessage.objects.exists()
    assert not Organisation.objects.get(pk=world.organisation.pk).has_webhooks


def test_old_messages_are_forgotten_and_waiting_ones_kept(world, told):
    happened(world)
    past = timezone.now() - datetime.timedelta(days=31)
    WebhookMessage.objects.update(made_at=past)
    forget_messages()
    assert WebhookMessage.objects.exists()

    WebhookMessage.objects.update(state=MessageState.DELIVERED)
    forget_messages()
    assert not WebhookMessage.objects.exists()


def test_the_trail_keeps_no_address_that_lets_in_whoever_knows_it(world):
    webhook, _secret = make_webhook(
        Organisation.objects.get(pk=world.organisation.pk),
        name="Chat",
        url="https://hooks.example/services/T0/B0/opensesame?key=opensesame",
        kinds=["vendor"],
        by=world.people["administrator"],
    )
    remove_webhook(webhook, by=world.people["administrator"])

    made, removed = AuditEntry.objects.filter(object_type="machines.webhook").order_by(
        "pk"
    )
    assert made.after["url"] == removed.before["url"] == "https://hooks.example/…"
    assert webhooks.place_of("https://hooks.example/") == "https://hooks.example/"
