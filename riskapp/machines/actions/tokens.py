"""Tokens: given for a secret, for some hours; what ended is deleted."""

from __future__ import annotations

import datetime
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from riskapp.audit.actions import record
from riskapp.common.wall import in_organisation
from riskapp.machines.errors import ClientUnknown, ScopeRefused
from riskapp.machines.models import ApiToken, KeptReply
from riskapp.machines.queries import acting_for, client_by_secret, digest_of

LONGEST_MINUTES = 24 * 60
REPLIES_KEPT = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A token as it is shown, once, and what it is good for."""

    text: str
    seconds: int
    scopes: list[str]


def issue_token(client_id: str, secret: str, *, scope: str = "") -> IssuedToken:
    """A token for a client that shows its secret, for the scopes it asks for, or all it has.

    Raises ClientUnknown and ScopeRefused.
    """
    client = client_by_secret(client_id, secret)
    if client is None or acting_for(client) is None:
        raise ClientUnknown
    wanted = sorted(set(scope.split())) or list(client.scopes)
    if not set(wanted) <= set(client.scopes):
        raise ScopeRefused
    lifetime = datetime.timedelta(
        minutes=min(max(settings.API_TOKEN_MINUTES, 1), LONGEST_MINUTES)
    )
    text, now = f"riskapp-api-{secrets.token_urlsafe(32)}", timezone.now()
    with in_organisation(client.organisation_id), transaction.atomic():
        token = ApiToken.objects.create(
            organisation=client.organisation,
            client=client,
            digest=digest_of(text),
            scopes=wanted,
            made_at=now,
            ends_at=now + lifetime,
        )
        record(
            "API token issued",
            client,
            organisation=client.organisation,
            by=None,
            actor_label=f"API client {client.name}",
            after={"scopes": wanted, "ends_at": token.ends_at.isoformat()},
        )
    return IssuedToken(text, int(lifetime.total_seconds()), wanted)


def forget_ended() -> None:
    """Delete tokens that ended, and replies nobody can ask for again."""
    now = timezone.now()
    ApiToken.objects.filter(ends_at__lt=now).delete()
    KeptReply.objects.filter(made_at__lt=now - REPLIES_KEPT).delete()
