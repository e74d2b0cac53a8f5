"""What an operation needs: a scope of the token, and the rights of the member behind it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.security.base import AuthBase

from riskapp.accounts.models import User
from riskapp.machines.choices import ApiScope
from riskapp.machines.queries import Caller

# Every operation: those of one path have to lie in one router.
operations = Router()


class MachineProblem(Exception):
    """An answer that is a problem: its status, and what it says."""

    def __init__(
        self, status: int, detail: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        self.status = status
        self.detail = detail
        self.headers = headers
        super().__init__(detail)


class FormRefused(Exception):
    """Values that a form of the pages refuses too; ``inside`` names the object of a body in which
    some of its fields stand."""

    def __init__(self, form: BaseForm, inside: Mapping[str, str] | None = None) -> None:
        self.form = form
        self.inside = inside or {}
        super().__init__()


class OAuth2(AuthBase):
    """A token with a scope; that there is a token at all was seen before."""

    openapi_type: ClassVar[str] = "oauth2"
    openapi_flows: ClassVar[Mapping[str, Any]] = {
        "clientCredentials": {
            "tokenUrl": "/api/v1/token",
            "scopes": {
                scope.value: scope.name.replace("_", " ").lower() for scope in ApiScope
            },
        }
    }

    def __init__(self, scope: ApiScope) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        caller = caller_in(request)
        if self.scope not in caller.scopes:
            raise MachineProblem(
                403,
                f"The token lacks the scope {self.scope.value}.",
                {
                    "WWW-Authenticate": 'Bearer realm="riskapp",'
                    f' error="insufficient_scope", scope="{self.scope.value}"'
                },
            )
        return caller


def caller_in(request: HttpRequest) -> Caller:
    """Who asks; ``answering`` has looked at the token."""
    caller: Caller = request.caller  # type: ignore[attr-defined]  # set by answering
    return caller


def member_in(request: HttpRequest) -> User:
    """As whom the client that asks acts."""
    return caller_in(request).user


def etag_of(told: Mapping[str, Any]) -> str:
    """A version of an object: another one as soon as anything that is told of it changes."""
    text = json.dumps(told, sort_keys=True, default=str)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def versioned(
    told: dict[str, Any], response: HttpResponse, made_at: str = ""
) -> dict[str, Any]:
    """What is told of an object, with its version in the answer, and where it was made."""
    response["ETag"] = etag_of(told)
    if made_at:
        response["Location"] = f"/api/v1/{made_at}"
    return told


def require_version(if_match: str | None, told: Mapping[str, Any]) -> None:
    """Nobody's change is overwritten without a word: whoever changes an object says which
    version of it was seen."""
    if if_match is None:
        raise MachineProblem(428, "Send If-Match with the ETag that was read.")
    seen = {part.strip() for part in if_match.split(",")}
    if "*" not in seen and etag_of(told) not in seen:
        raise MachineProblem(412, "Somebody changed it meanwhile. Read it again.")
