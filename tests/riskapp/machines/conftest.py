"""Programs that have a token."""

import base64
import json

import pytest
from django.test import Client

from riskapp.machines.actions.clients import make_client, make_secret
from riskapp.machines.actions.tokens import issue_token
from riskapp.machines.choices import ApiScope
from tests.conftest import make_world

TOKENS = "/api/v1/token"
GRANT = {"grant_type": "client_credentials"}


class Program(Client):
    """Asks the API as a program does: JSON both ways, a token, no cookie."""

    def __init__(self, token="", **kwargs):
        super().__init__(**kwargs)
        self.token = token

    def ask(self, method, path, data=None, **headers):
        given = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = (
            {"data": json.dumps(data), "content_type": "application/json"}
            if data is not None
            else {}
        )
        return getattr(self, method)(f"/api/v1/{path}", headers=given, **sent)


def program_of(world, person, scopes=ApiScope.values):
    """A program that acts as a member of a world."""
    client = make_client(
        world.organisation,
        name=f"Program of {person}",
        purpose="To try it.",
        scopes=scopes,
        owner=world.people[person],
        by=world.people["administrator"],
    )
    secret = make_secret(client, by=world.people[person])
    return Program(issue_token(str(client.pk), secret).text)


@pytest.fixture
def program(world):
    """A program that acts as an analyst, with every scope."""
    return program_of(world, "analyst")


@pytest.fixture
def stranger(world):
    """A program of another organisation, with every scope."""
    return program_of(make_world("Other"), "analyst")


@pytest.fixture
def allowed(world):
    """A client that acts as the analyst, and its secret."""
    client = make_client(
        world.organisation,
        name="Procurement system",
        purpose="Keeps vendors the same in both.",
        scopes=["vendors:read", "vendors:write"],
        owner=world.analyst,
        by=world.people["administrator"],
    )
    return client, make_secret(client, by=world.analyst)


def basic(name, password):
    """The header that shows an id and a secret."""
    shown = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {shown}"}


def asked(data, **more):
    """What is told to whoever asks for a token by a form."""
    body = "&".join(f"{name}={value}" for name, value in data.items())
    kind = "application/x-www-form-urlencoded"
    return Client().post(TOKENS, body, content_type=kind, **more)


def asks(token):
    """What a token gets of the API."""
    reply = Client().get(
        "/api/v1/vendors", headers={"Authorization": f"Bearer {token}"}
    )
    return reply.status_code
