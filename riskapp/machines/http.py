"""What programs are told: problem details (RFC 9457), who asks, and how often they may."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse

from riskapp.common.origin import MAX_USER_AGENT, arrive_as, current_origin
from riskapp.common.wall import keep_to_organisation
from riskapp.machines.actions.clients import note_use
from riskapp.machines.models import ApiClient
from riskapp.machines.queries import Caller, caller_by_token

PROBLEM_TYPE = "application/problem+json"
RETRY_SECONDS = 60
TITLES = {
    400: "The request cannot be read",
    401: "A token is needed",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Refused as things stand",
    412: "Changed meanwhile",
    413: "The body is too large",
    415: "The body is not JSON",
    422: "The values are not right",
    428: "Say which version is changed",
    429: "Too many requests",
    500: "Something failed here",
}


def problem(
    status: int,
    detail: str = "",
    *,
    errors: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """An error as RFC 9457 words it; ``errors`` name the place of each fault."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, "Refused"),
        "status": status,
    }
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = [dict(error) for error in errors]
    reply = HttpResponse(
        json.dumps(body), status=status, content_type=PROBLEM_TYPE, headers=headers
    )
    reply["Cache-Control"] = "no-store"
    return reply


def caller_of(request: HttpRequest) -> Caller | None:
    """Whoever shows a bearer token; from here on the database shows the rows of its
    organisation, and the audit trail tells which client it was."""
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not shown.strip():
        return None
    caller = caller_by_token(shown.strip())
    if caller is None:
        return None
    keep_to_organisation(caller.client.organisation_id)
    request.user = caller.user
    arrive_as_client(caller.client)
    note_use(caller.client)
    return caller


def arrive_as_client(client: ApiClient) -> None:
    """From here on the trail says which client did something, in front of its browser."""
    origin = current_origin()
    agent = f"API client {client.name} …{client.ending}"
    if origin.user_agent:
        agent = f"{agent}; {origin.user_agent}"
    arrive_as(replace(origin, user_agent=agent[:MAX_USER_AGENT]))


def asks_too_often(request: HttpRequest, action: str, key: str) -> bool:
    """Whether an address, or a client, asks more often than ``ACCOUNT_RATE_LIMITS`` lets it."""
    return not ratelimit.consume(
        request, app="allauth.account", action=action, key=key, limit_get=True
    )
