"""How a tool server is reached, where it runs and what it is started from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from riskapp.evidence import servers
from riskapp.evidence.pointers import get
from riskapp.evidence.takes.place import Here, Taken, take
from riskapp.evidence.takes.secrets import secrets_in


@take
def host(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """The host of an address, without port, user and path."""
    value, pointer = here.first(at)
    if isinstance(value, str) and (found := servers.host_of(value)):
        yield Taken(here.text(found), pointer)


@take
def cleartext(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Whether an address of another machine is called without encryption."""
    value, pointer = here.first(at)
    address = value if isinstance(value, str) else here.address()
    found = servers.host_of(address)
    if address.startswith("http://") and found and not servers.is_local(found):
        yield Taken(True, pointer)  # noqa: FBT003 - the value of the fact


@take
def transport(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """How a server is reached: stdio, http or sse."""
    named = str(here.field("type") or "").lower().replace("_", "-")
    if named == "sse":
        yield Taken("sse")
    elif named in {"http", "streamable-http", "streamablehttp", "remote"}:
        yield Taken("http")
    elif here.field("url") and not here.field("command"):
        yield Taken("sse" if str(here.field("url")).endswith("/sse") else "http")
    elif here.field("command") or named in {"stdio", "local"}:
        yield Taken("stdio")


@take
def server_place(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Where a server runs: local or remote."""
    address = here.address()
    if address:
        found = servers.host_of(address)
        yield Taken("local" if servers.is_local(found) else "remote")
    elif here.field("command"):
        yield Taken("local")


@take
def server_host(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """The host of a remote server."""
    found = servers.host_of(here.address())
    if found and not servers.is_local(found):
        yield Taken(here.text(found))


@take
def package(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """The package or image a server is started from."""
    found = servers.package_of(here.words())
    if found.name and not _is_secret(here, found.name):
        yield Taken(here.text(found.name), here.first(here.fields.get("args", ()))[1])


def _is_secret(here: Here, name: str) -> bool:
    """Whether the name of a package is a secret, or part of an argument that holds one."""
    if here.redactor.in_value("", name):
        return True
    digest = here.redactor.secret("", name).keyed_hash
    arguments = tuple(f"{one}/" for one in here.fields.get("args", ()))
    for secret, pointer in secrets_in(here):
        word = get(here.place.value, pointer)
        if secret.keyed_hash == digest:
            return True
        if pointer.startswith(arguments) and isinstance(word, str) and name in word:
            return True
    return False


@take
def pinned(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Whether the package has a fixed version: pinned or unpinned."""
    found = servers.package_of(here.words())
    if found.pinned is not None:
        pointer = here.first(here.fields.get("args", ()))[1]
        yield Taken("pinned" if found.pinned else "unpinned", pointer)


@take
def roots(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """The widest folder a server of files is given: disk, home or folder."""
    words = here.words()
    found = servers.roots_of(words)
    if found and any("filesystem" in word.lower() for word in words):
        yield Taken(found, here.first(here.fields.get("args", ()))[1])


@take
def read_only(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Whether a server is started with a switch that only lets it read."""
    switches = ("read-only", "readonly", "read-only-mode")
    if servers.has_switch(here.words(), here.field("env"), switches):
        yield Taken(True)  # noqa: FBT003 - the value of the fact
