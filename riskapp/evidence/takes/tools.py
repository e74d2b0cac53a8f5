"""What is known of a tool, its model and its provider."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from riskapp.evidence import servers
from riskapp.evidence.takes.place import Here, Taken, take

_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,80}\Z")


@take
def model(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """The name of a model, where it looks like one."""
    value, pointer = here.first(at)
    if isinstance(value, str) and _MODEL.match(value):
        yield Taken(here.text(value), pointer)


@take
def provider(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """The id of the provider whose model or host a text names, or "unknown" for another host."""
    value, pointer = here.first(at)
    if not isinstance(value, str) or here.redactor.is_placeholder(value):
        return
    if "://" in value:
        host = servers.host_of(value)
        if host:
            local = "self" if servers.is_local(host) else "unknown"
            yield Taken(here.rules.provider_of_host(host) or local, pointer)
    elif found := here.rules.provider_of_model(value):
        yield Taken(found, pointer)


@take
def tool_kind(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """What kind of tool the tool of this file is, in the words of the questionnaire."""
    known = here.rules.tool_of(here.tool)
    if known and known.kind:
        yield Taken((known.kind,))


@take
def tool_purpose(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """What the tool of this file is made for, in the words of the questionnaire."""
    known = here.rules.tool_of(here.tool)
    if known and known.purposes:
        yield Taken(known.purposes)


@take
def tool_sends(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """What a tool of this kind sends out by design, in the words of the questionnaire."""
    known = here.rules.tool_of(here.tool)
    if known and known.sends:
        yield Taken(known.sends)


@take
def tool_provider(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Who provides the tool of this file."""
    known = here.rules.tool_of(here.tool)
    provider = here.rules.provider(known.provider) if known else None
    if provider:
        yield Taken(provider.title)
