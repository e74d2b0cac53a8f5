"""Who a directory is: whoever shows a token of an organisation that was not taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from riskapp.accounts.models import DirectoryToken
from riskapp.common.wall import everything, keep_to_organisation
from riskapp.provisioning.actions import list_members, note_use


class TokenNeeded:
    """django-scim2 puts it round every view; ``request.directory`` is the token then."""

    def __init__(self, get_response: Callable[..., HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = _token_of(request)
        if token is None:
            return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
        keep_to_organisation(token.organisation_id)
        note_use(token)
        list_members(token.organisation)
        request.directory = token  # type: ignore[attr-defined]  # as django-scim2 keeps a user
        reply = self.get_response(request, *args, **kwargs)
        reply["Cache-Control"] = "no-store"
        return reply


def _token_of(request: HttpRequest) -> DirectoryToken | None:
    kind, _, shown = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not shown:
        return None
    digest = hashlib.sha256(shown.strip().encode()).hexdigest()
    rows = DirectoryToken.objects.select_related("organisation", "made_by")
    with everything("a directory by its token"):
        token = rows.filter(digest=digest, revoked_at=None).first()
    return None if token is None or token.has_ended else token
