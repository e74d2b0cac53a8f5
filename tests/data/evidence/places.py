"""Files in which secrets stand wherever a configuration of agents can hold one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from tests.data.evidence.planted import planted


def servers(of: Callable[[str], Mapping[str, object]]) -> bytes:
    """Tool servers, one for each planted secret."""
    made = {
        f"server-{number}": {"command": "npx", **of(secret)}
        for number, secret in enumerate(planted().values())
    }
    return json.dumps({"mcpServers": made}, indent=1).encode()


def allowed() -> bytes:
    """Commands that need no approval, with a secret each."""
    entries = [
        f'Bash(curl -H "Authorization: Bearer {secret}" https://api.example.com)'
        for secret in planted().values()
    ]
    return json.dumps({"permissions": {"allow": entries}}, indent=1).encode()


def files() -> dict[str, tuple[str, bytes]]:
    """By place: the name of a file, and its content with every planted secret there."""
    return {
        "variables": (".mcp.json", servers(lambda s: {"env": {"API_KEY": s}})),
        "arguments": ("mcp_config.json", servers(lambda s: {"args": ["--api-key", s]})),
        "headers": (
            "claude_desktop_config.json",
            servers(lambda s: {"headers": {"Authorization": f"Bearer {s}"}}),
        ),
        "addresses": (
            "mcp.json",
            servers(
                lambda s: {"url": s if "://" in s else f"https://a.example/?token={s}"}
            ),
        ),
        "allowed": ("settings.json", allowed()),
    }
