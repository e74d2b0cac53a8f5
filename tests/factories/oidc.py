"""A real OpenID Connect provider in a process of its own, and people who sign in there."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from django.test import Client
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.accounts.models import IdentityProvider, MailDomain
from tests.conftest import World


@dataclass
class Issuer:
    """Where the provider listens; it is another issuer under each name of its host."""

    port: int
    host: str = "127.0.0.1"

    @property
    def address(self) -> str:
        return f"http://{self.host}:{self.port}"

    def knows(self, subject: str, **claims: Any) -> None:
        requests.put(
            f"{self.address}/users/{quote(subject)}", json=claims, timeout=5
        ).raise_for_status()

    def knows_person(self, subject: str, email: str, **claims: Any) -> None:
        claims = {"email": email, "email_verified": True, "name": "Ida Idp"} | claims
        self.knows(subject, **claims)


@contextmanager
def running() -> Iterator[Issuer]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    issuer = Issuer(port)
    try:
        for _ in range(200):
            try:
                requests.get(f"{issuer.address}/jwks", timeout=5).raise_for_status()
                break
            except requests.ConnectionError:
                time.sleep(0.05)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


def provider_of(world: World, issuer: Issuer, **more: Any) -> IdentityProvider:
    """Single sign-on of a world for its own domain, verified and switched on."""
    domain = world.analyst.email.partition("@")[2]
    MailDomain.objects.create(
        organisation=world.organisation,
        domain=domain,
        token="t",
        verified_at=timezone.now(),
    )
    given = {
        "issuer": issuer.address,
        "client_id": "riskapp",
        "sealed_secret": IdentityProvider.sealed("a client secret"),
        "is_enabled": True,
        "default_role": Role.PROCUREMENT,
        "set_up_by": world.people["administrator"],
    }
    return IdentityProvider.objects.create(
        organisation=world.organisation, **given | more
    )


def begin(client: Client, provider: IdentityProvider, **query: str):
    """The address at the provider that a person is sent to who wants to sign in there."""
    path = f"/accounts/oidc/{provider.pk}/login/"
    client.post(path, query_params=query)
    reply = client.get(path, query)
    assert reply.status_code == 302, reply.content
    return reply.url


def authorised(address: str, subject: str) -> str:
    """Where the provider sends a person back to who signs in there."""
    reply = requests.post(
        address, data={"sub": subject}, allow_redirects=False, timeout=5
    )
    assert reply.status_code == 302, reply.text
    return reply.headers["location"]


def back(client: Client, address: str):
    parts = urlsplit(address)
    return client.get(f"{parts.path}?{parts.query}")


def come(client: Client, provider: IdentityProvider, subject: str, **query: str):
    """The whole way: to the provider, signed in there, and back."""
    return back(client, authorised(begin(client, provider, **query), subject))
