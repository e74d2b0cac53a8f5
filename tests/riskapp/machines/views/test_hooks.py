import pytest
from django.urls import reverse

from riskapp.audit.models import AuditEntry
from riskapp.machines.models import Webhook, WebhookMessage
from riskapp.machines.tasks import deliver, tell_webhooks
from riskapp.vendors.actions import register_vendor

pytestmark = pytest.mark.django_db
DATA = {"name": "Tickets", "url": "https://tickets.example/hook", "kinds": ["vendor"]}


def test_the_secret_of_a_webhook_is_shown_once(world):
    client = world.client("administrator")

    page = client.post(reverse("machines:webhooks"), DATA)

    secret = page.context["secret"]
    assert secret.startswith("whsec_")
    assert secret in page.content.decode()
    assert secret not in client.get(reverse("machines:webhooks")).content.decode()
    webhook = Webhook.objects.get()
    assert webhook.secrets == [secret]
    again = client.post(reverse("machines:rotate", args=[webhook.pk]))
    webhook.refresh_from_db()
    assert webhook.secrets == [again.context["secret"], secret]
    actions = AuditEntry.objects.filter(object_type="machines.webhook").order_by("id")
    assert list(actions.values_list("action", flat=True)) == [
        "webhook made",
        "webhook secret replaced",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://tickets.example/",
        "ftp://a.example/",
        "https://user:pw@a.example/",
        "x",
        "",
    ],
)
def test_an_address_that_is_never_asked_is_refused(world, url):
    reply = world.client("administrator").post(
        reverse("machines:webhooks"), DATA | {"url": url}
    )

    assert reply.status_code == 422
    assert not Webhook.objects.exists()


def test_a_change_is_told_after_its_commit_and_shown_with_its_outcome(
    world, monkeypatch, django_capture_on_commit_callbacks
):
    client = world.client("administrator")
    client.post(reverse("machines:webhooks"), DATA)
    queued = []
    monkeypatch.setattr(tell_webhooks, "delay", queued.append)
    world.organisation.refresh_from_db()

    with django_capture_on_commit_callbacks() as callbacks:
        register_vendor(
            organisation=world.organisation,
            name="Kestrel",
            country="",
            by=world.analyst,
        )
    assert queued == []
    for callback in callbacks:
        callback()
    [entry_id] = queued
    monkeypatch.setattr(deliver, "delay", queued.append)
    tell_webhooks(entry_id)

    message = WebhookMessage.objects.get()
    assert queued == [entry_id, str(message.pk)]
    page = client.get(reverse("machines:webhook", args=[message.webhook_id]))
    assert "vendor.vendor-registered" in page.content.decode()
    client.post(reverse("machines:remove", args=[message.webhook_id]))
    assert not Webhook.objects.exists()


def test_where_nobody_is_told_nothing_is_queued(
    world, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        register_vendor(
            organisation=world.organisation,
            name="Kestrel",
            country="",
            by=world.analyst,
        )

    assert callbacks == []


def test_a_switched_off_webhook_is_switched_on_by_a_person(world):
    client = world.client("administrator")
    client.post(reverse("machines:webhooks"), DATA)
    webhook = Webhook.objects.get()
    Webhook.objects.update(disabled_at=webhook.made_at)
    page = reverse("machines:webhook", args=[webhook.pk])
    assert (
        reverse("machines:resume", args=[webhook.pk])
        in client.get(page).content.decode()
    )

    client.post(reverse("machines:resume", args=[webhook.pk]))

    assert Webhook.objects.get().disabled_at is None
