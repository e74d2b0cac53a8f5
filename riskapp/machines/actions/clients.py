"""API clients: allowed by an administrator, taken on by their owner, revoked."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.machines.errors import ClientRevoked, TooManyClients
from riskapp.machines.models import ApiClient
from riskapp.machines.queries import digest_of

MOST_CLIENTS = 50
USED_EVERY = 3600  # seconds between two uses of a client that are kept


@transaction.atomic
def make_client(
    organisation: Organisation,
    *,
    name: str,
    purpose: str,
    scopes: Collection[str],
    owner: User,
    by: User,
) -> ApiClient:
    """Allow a program some scopes, acting as its owner, who then takes its secret.

    Raises TooManyClients.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    held = ApiClient.objects.working().filter(organisation=organisation)
    if held.count() >= MOST_CLIENTS:
        raise TooManyClients
    client = ApiClient.objects.create(
        organisation=organisation,
        name=name,
        purpose=purpose,
        scopes=sorted(scopes),
        owner=owner,
        made_by=by,
    )
    record(
        "API client made",
        client,
        organisation=organisation,
        by=by,
        after={"purpose": purpose, "scopes": client.scopes, "owner": owner.email},
    )
    return client


@transaction.atomic
def make_secret(client: ApiClient, *, by: User) -> str:
    """A secret for a client, shown to its owner now and never again; one before it ends, with
    every token it got. Raises ClientRevoked."""
    client = _locked(client)
    if client.revoked_at is not None:
        raise ClientRevoked
    is_first = not client.digest
    text = f"riskapp-client-{secrets.token_urlsafe(32)}"
    client.digest, client.ending = digest_of(text), text[-4:]
    client.secret_made_at = timezone.now()
    client.save(update_fields=["digest", "ending", "secret_made_at"])
    client.tokens.all().delete()
    record(
        "API client secret made" if is_first else "API client secret replaced",
        client,
        organisation=client.organisation,
        by=by,
        after={"ending": client.ending},
    )
    return text


@transaction.atomic
def revoke_client(client: ApiClient, *, by: User) -> None:
    """Shut a program out at once, with every token it has; twice is the same as once."""
    client = _locked(client)
    if client.revoked_at is not None:
        return
    client.revoked_at = timezone.now()
    client.digest = ""
    client.save(update_fields=["revoked_at", "digest"])
    client.tokens.all().delete()
    record("API client revoked", client, organisation=client.organisation, by=by)


def note_use(client: ApiClient) -> None:
    """Remember when a client last asked for something, to the hour."""
    now = timezone.now()
    if client.used_at is None or (now - client.used_at).total_seconds() > USED_EVERY:
        client.used_at = now
        client.save(update_fields=["used_at"])


def _locked(client: ApiClient) -> ApiClient:
    rows = ApiClient.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "owner").get(pk=client.pk)
