"""Passkeys: what needs no browser. The walk with one is in e2e/test_passkeys.py."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from riskapp.audit.models import AuditEntry
from tests.factories.second_factor import set_up, sign_in

pytestmark = pytest.mark.django_db

ANALYST = "analyst@buyer.example"
ADD = "/accounts/2fa/passkeys/add/"
LOGIN = "/accounts/2fa/passkeys/login/"


def key_of(user):
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Laptop"}
    )


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "nonsense",
        "[]",
        "null",
        "{}",
        '{"response": 1}',
        '{"id": "x", "rawId": 5}',
        '{"response": {"userHandle": "MQ"}, "id": "a", "rawId": "a", "type": "b"}',
    ],
)
def test_whatever_comes_in_place_of_a_passkey_is_refused(world, sent):
    client, guest = Client(), Client()
    sign_in(client, ANALYST, "pass")
    guest.get(LOGIN, headers={"accept": "application/json"})
    client.get(ADD)

    added = client.post(ADD, {"name": "x", "credential": sent})
    came = guest.post(LOGIN, {"credential": sent}, follow=True)

    assert added.status_code == 200
    assert came.request["PATH_INFO"] == "/accounts/login/"
    assert not Authenticator.objects.exists()


def test_a_refused_passkey_after_the_password_is_noted(world):
    client = Client()
    sign_in(client, ANALYST, "pass")
    set_up(client)
    guest = Client()
    sign_in(guest, ANALYST, "pass")

    page = guest.post("/accounts/2fa/authenticate/", {"credential": '{"id": "x"}'})

    assert page.status_code == 200
    assert AuditEntry.objects.filter(action="second factor refused").count() == 1


def test_no_script_stands_in_a_page_and_pages_say_what_works_without(world):
    client = Client()
    sign_in(client, ANALYST, "pass")

    pages = [
        Client().get("/accounts/login/").content.decode(),
        client.get(ADD).content.decode(),
    ]

    for page in pages:
        assert page.count("<script") == page.count("<script src=")
        assert "Passkeys need JavaScript" in page
        assert "/static/mfa/js/webauthn" in page


def test_where_a_second_factor_is_a_duty_the_last_one_stays(world):
    world.organisation.requires_second_factor = True
    world.organisation.save()
    client = Client()
    sign_in(client, ANALYST, "pass")
    set_up(client)
    key = key_of(world.analyst)
    path = f"/accounts/2fa/passkeys/{key.pk}/remove/"

    client.post(path)
    beside_the_app = Authenticator.objects.filter(pk=key.pk).exists()
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
    last = key_of(world.analyst)
    page = client.post(f"/accounts/2fa/passkeys/{last.pk}/remove/", follow=True)

    assert not beside_the_app
    assert Authenticator.objects.filter(pk=last.pk).exists()
    assert "Set up another one first" in page.content.decode()


def test_nobody_removes_the_passkey_of_somebody_else(world):
    key = key_of(world.people["approver"])
    client = Client()
    sign_in(client, ANALYST, "pass")

    assert client.post(f"/accounts/2fa/passkeys/{key.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()
