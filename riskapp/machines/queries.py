"""Reads about API clients and their tokens."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from riskapp.accounts.adapter import PeopleBackend
from riskapp.accounts.models import User
from riskapp.common.wall import of_everything
from riskapp.machines.models import ApiClient, ApiToken


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks through the API: a client with the scopes of its token, and as whom it acts."""

    client: ApiClient
    user: User
    scopes: frozenset[str]


def digest_of(secret: str) -> str:
    """How a secret or a token is kept. Both are 256 random bits: nothing has to be slow."""
    return hashlib.sha256(secret.encode()).hexdigest()


@of_everything("an API client by its id")
def client_by_secret(client_id: str, secret: str) -> ApiClient | None:
    """The client that shows its secret, unless it was revoked."""
    try:
        rows = ApiClient.objects.working().filter(pk=UUID(client_id))
    except ValueError:
        return None
    found = rows.select_related("organisation", "owner").first()
    if found is None or not found.digest:
        return None
    is_right = hmac.compare_digest(found.digest, digest_of(secret))
    return found if is_right else None


@of_everything("an API client by its token")
def caller_by_token(shown: str) -> Caller | None:
    """Whoever shows a token that has not ended, of a client that was not revoked, whose owner
    is still a member."""
    token = (
        ApiToken.objects.select_related("client__organisation")
        .filter(
            digest=digest_of(shown),
            ends_at__gt=timezone.now(),
            client__revoked_at=None,
        )
        .first()
    )
    if token is None:
        return None
    user = acting_for(token.client)
    if user is None:
        return None
    scopes = frozenset(token.scopes) & frozenset(token.client.scopes)
    return Caller(token.client, user, scopes)


def acting_for(client: ApiClient) -> User | None:
    """The owner of a client, who works in its organisation; None once they left."""
    user = PeopleBackend().get_user(client.owner_id)
    if user is None:
        return None
    seats = [s for s in user.seats if s.organisation_id == client.organisation_id]
    if not seats:
        return None
    user.work_in(seats[0])
    return user
