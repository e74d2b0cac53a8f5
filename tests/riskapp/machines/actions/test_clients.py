import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from riskapp.machines.actions import clients
from riskapp.machines.actions.clients import (
    make_client,
    make_secret,
    note_use,
    revoke_client,
)
from riskapp.machines.errors import ClientRevoked, TooManyClients
from tests.riskapp.machines.conftest import GRANT, asked, asks, basic

pytestmark = pytest.mark.django_db


def test_a_replaced_secret_and_a_revoked_client_end_every_token(world, allowed):
    client, secret = allowed
    first = asked(GRANT, headers=basic(client.pk, secret)).json()["access_token"]
    assert asks(first) == 200

    again = make_secret(client, by=world.analyst)
    assert asks(first) == 401
    second = asked(GRANT, headers=basic(client.pk, again)).json()["access_token"]
    assert asks(second) == 200
    world.client("administrator").post(reverse("machines:revoke", args=[client.pk]))
    assert asks(second) == 401


def test_a_revoked_client_gets_no_secret_and_is_revoked_once(world, allowed):
    client, _secret = allowed
    revoke_client(client, by=world.analyst)
    revoke_client(client, by=world.analyst)

    with pytest.raises(ClientRevoked):
        make_secret(client, by=world.analyst)


def test_there_are_not_clients_without_end(world, allowed, monkeypatch):
    monkeypatch.setattr(clients, "MOST_CLIENTS", 1)

    with pytest.raises(TooManyClients):
        make_client(
            world.organisation,
            name="Another",
            purpose="One more.",
            scopes=["vendors:read"],
            owner=world.analyst,
            by=world.analyst,
        )


def test_the_last_use_is_kept_to_the_hour(allowed):
    client, _secret = allowed
    note_use(client)
    first = client.used_at

    note_use(client)
    assert client.used_at == first
    client.used_at = timezone.now() - datetime.timedelta(hours=2)
    note_use(client)
    assert client.used_at > first
