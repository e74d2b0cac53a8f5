"""One page open twice."""

from __future__ import annotations

from typing import Any

from django.test import Client


def in_two_tabs(
    client: Client, address: str, first: dict[str, Any], second: dict[str, Any]
) -> str:
    """Save ``second`` while a page with the old values is open, then ``first``: the page that
    asks, and what it asks is kept."""
    old = client.get(address).context["form"]
    shown = {
        name: old[name].value() for name in old.fields if old[name].value() is not None
    }
    saved = client.post(address, shown | second)
    asked = client.post(address, shown | first)
    kept = client.post(address, dict(asked.context["form"].data.lists()))
    assert (saved.status_code, asked.status_code, kept.status_code) == (302, 409, 302)
    return asked.content.decode()
