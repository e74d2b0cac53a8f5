import datetime

import pytest
from django.test import Client
from django.urls import reverse

from riskapp.accounts.models import Membership
from riskapp.audit.models import AuditEntry
from riskapp.machines.actions.clients import revoke_client
from riskapp.machines.models import ApiClient, ApiToken
from tests.riskapp.machines.conftest import GRANT, TOKENS, asked, basic

pytestmark = pytest.mark.django_db


def test_an_administrator_allows_a_program_and_its_owner_alone_sees_the_secret(world):
    administrator, analyst = world.client("administrator"), world.client("analyst")
    data = {
        "name": "Procurement system",
        "purpose": "Keeps vendors the same in both.",
        "owner": world.analyst.pk,
        "scopes": ["vendors:read", "vendors:write"],
    }

    reply = administrator.post(reverse("machines:clients"), data)

    client = ApiClient.objects.get()
    assert reply.status_code == 302
    assert client.owner == world.analyst
    assert not client.digest
    hidden = administrator.post(reverse("machines:secret", args=[client.pk]))
    assert hidden.status_code == 404
    page = analyst.post(reverse("machines:secret", args=[client.pk]))
    secret = page.context["secret"]
    assert secret in page.content.decode()
    client.refresh_from_db()
    assert client.digest
    assert secret not in client.digest
    assert secret not in analyst.get(reverse("machines:mine")).content.decode()
    assert list(
        AuditEntry.objects.filter(object_type="machines.apiclient")
        .order_by("id")
        .values_list("action", "actor_label")
    ) == [
        ("API client made", world.people["administrator"].email),
        ("API client secret made", world.analyst.email),
    ]


def test_a_form_without_scopes_is_refused(world):
    data = {"name": "P", "purpose": "Q", "owner": world.analyst.pk}

    reply = world.client("administrator").post(reverse("machines:clients"), data)

    assert reply.status_code == 422
    assert not ApiClient.objects.exists()


@pytest.mark.parametrize("place", ["header", "body"])
def test_client_credentials_give_a_token_that_ends(allowed, place):
    client, secret = allowed
    shown = {"client_id": client.pk, "client_secret": secret}

    reply = (
        asked(GRANT, headers=basic(client.pk, secret))
        if place == "header"
        else asked(GRANT | shown)
    )

    told = reply.json()
    assert reply.status_code == 200
    assert reply["Cache-Control"] == "no-store"
    assert told["token_type"] == "Bearer"
    assert told["expires_in"] == 3600
    assert told["scope"] == "vendors:read vendors:write"
    token = ApiToken.objects.get()
    assert told["access_token"] not in token.digest
    assert token.ends_at - token.made_at == datetime.timedelta(hours=1)
    entry = AuditEntry.objects.filter(action="API token issued").get()
    assert entry.actor_label == "API client Procurement system"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        (GRANT, "invalid_request"),
    ],
)
def test_what_is_no_request_for_a_token_is_refused_as_the_rfc_words_it(db, data, error):
    reply = asked(data)

    assert (reply.status_code, reply.json()["error"]) == (400, error)


@pytest.mark.parametrize("how", ["secret", "id", "revoked", "left", "twice", "noise"])
def test_whoever_is_no_client_gets_no_token(world, allowed, how):
    client, secret = allowed
    header = basic(client.pk, secret)
    data = GRANT
    if how == "secret":
        header = basic(client.pk, "another")
    elif how == "id":
        header = basic("no-id", secret)
    elif how == "revoked":
        revoke_client(client, by=world.people["administrator"])
    elif how == "left":
        Membership.objects.filter(user=world.analyst).delete()
    elif how == "twice":
        data = GRANT | {"client_secret": secret, "client_id": client.pk}
    else:
        header = {"Authorization": "Basic ###"}

    reply = asked(data, headers=header)

    if how == "twice":
        assert reply.json()["error"] == "invalid_request"
        return
    assert (reply.status_code, reply.json()["error"]) == (401, "invalid_client")
    assert reply["WWW-Authenticate"].startswith("Basic")
    assert not ApiToken.objects.exists()


def test_tokens_are_asked_for_by_post_and_not_without_end(allowed, settings):
    client, _secret = allowed
    settings.ACCOUNT_RATE_LIMITS = {"api_token": "2/m/key"}
    assert Client().get(TOKENS).status_code == 405

    replies = [asked(GRANT, headers=basic(client.pk, "x")) for _ in range(3)]

    assert [reply.status_code for reply in replies] == [401, 401, 429]
    assert replies[2]["Content-Type"] == "application/problem+json"
    assert replies[2]["Retry-After"]


def test_nobody_shuts_a_program_out_from_elsewhere(allowed, settings):
    client, secret = allowed
    settings.ACCOUNT_RATE_LIMITS = {"api_token": "2/m/key"}
    for _ in range(3):
        asked(GRANT, headers=basic(client.pk, "x"), REMOTE_ADDR="192.0.2.1")

    reply = asked(GRANT, headers=basic(client.pk, secret), REMOTE_ADDR="192.0.2.2")

    assert reply.status_code == 200
