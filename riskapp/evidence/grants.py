"""What the entries of a permission file let an agent do, in a closed list of words."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Each with "all" where nothing narrows it, and "some" where something does.
_TOOLS = {
    "bash": "shell",
    "shell": "shell",
    "shelltool": "shell",
    "run_shell_command": "shell",
    "powershell": "shell",
    "execute": "shell",
    "webfetch": "net",
    "web_fetch": "net",
    "fetch": "net",
    "websearch": "net",
    "web_search": "net",
    "google_web_search": "net",
    "edit": "edit",
    "write": "edit",
    "multiedit": "edit",
    "notebookedit": "edit",
    "write_file": "edit",
    "replace": "edit",
    "read": "read",
    "glob": "read",
    "grep": "read",
    "ls": "read",
    "read_file": "read",
    "task": "agents",
    "agent": "agents",
}
_ENTRY = re.compile(
    r"\s*([A-Za-z_][A-Za-z0-9_.*-]*|\*)\s*(?:\((.*)\))?\s*\Z", re.DOTALL
)
_ALL = re.compile(r"[\s:*/.]*\Z|domain:\*\Z|~?/?\*\*(?:/\*)?\Z")
_FREE = re.compile(r"(?:sudo|bash|sh|zsh|env|xargs|eval|python3?|node|npx|ssh)\b")
WORDS = tuple(
    f"{what}_{how}"
    for what in ("shell", "net", "edit", "read", "servers", "agents", "any")
    for how in ("all", "some")
)


def granted(entries: Iterable[str]) -> tuple[str, ...]:
    """What a list of entries such as ``Bash(git:*)`` grants, as words of :data:`WORDS`.

    A command that can start any other (``sh``, ``python``, ``sudo``) counts as all of the
    shell. What an entry says beyond that is not kept.
    """
    found = {word for word in map(_granted, entries) if word}
    return tuple(word for word in WORDS if word in found)


def _granted(entry: str) -> str:
    parts = _ENTRY.match(entry[:2000])
    if parts is None:
        return ""
    name, inner = parts.group(1), parts.group(2)
    if name == "*":
        return "any_all"
    if name.lower().startswith("mcp__"):
        rest = name.split("__", 2)[2:]
        return "servers_all" if not rest or rest[0] in ("", "*") else "servers_some"
    what = _TOOLS.get(name.lower())
    if what is None:
        return ""
    if inner is None or _ALL.match(inner):
        return f"{what}_all"
    if what == "shell" and _FREE.match(inner.strip()):
        return "shell_all"
    return f"{what}_some"
