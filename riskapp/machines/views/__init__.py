"""API clients and webhooks for people, tokens for programs, and the door to the API itself."""

from riskapp.machines.views.hooks import remove, resume, rotate, webhook, webhooks
from riskapp.machines.views.programs import (
    api,
    clients,
    give_token,
    mine,
    revoke,
    secret,
)

__all__ = [
    "api",
    "clients",
    "give_token",
    "mine",
    "remove",
    "resume",
    "revoke",
    "rotate",
    "secret",
    "webhook",
    "webhooks",
]
