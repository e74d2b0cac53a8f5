"""Refusals about API clients; people read those of the pages, programs the codes of tokens."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from questionnaires.errors import Refusal


class ClientError(Refusal):
    """Something cannot be done with an API client; the text says why."""


class TooManyClients(ClientError):
    message = _("There are too many API clients. Revoke one that nobody needs.")


class ClientRevoked(ClientError):
    message = _("This API client is revoked.")


class TooManyWebhooks(ClientError):
    message = _("There are too many webhooks. Remove one that nobody needs.")


class TokenRefused(Refusal):
    """No token is given; ``code`` is the word of RFC 6749, 5.2, for it."""

    code: ClassVar[str] = "invalid_request"
    status: ClassVar[int] = 400


class ClientUnknown(TokenRefused):
    """One answer for an unknown client, a wrong secret, one revoked, and an owner who left."""

    code = "invalid_client"
    status = 401
    message = "The client is not known, or its secret is another."


class ScopeRefused(TokenRefused):
    code = "invalid_scope"
    message = "The client is not allowed a scope that was asked for."
