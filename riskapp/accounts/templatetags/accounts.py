"""What a browser is asked for, as an attribute that a script reads: no script stands in a page."""

from __future__ import annotations

import json
from typing import Any

from django import template

register = template.Library()


@register.filter
def creation_options(options: dict[str, Any]) -> str:
    """How a new passkey is to be."""
    return json.dumps({"creation_options": options})


@register.filter
def request_options(data: dict[str, Any]) -> str:
    """Which passkeys will do."""
    return json.dumps({"request_options": data["request_options"]})


@register.filter
def asks_for_passkeys(data: dict[str, Any] | None) -> bool:
    """Whether the person has one that could be asked for."""
    if not data:
        return False
    return bool(dict(data["request_options"]["publicKey"]).get("allowCredentials"))
