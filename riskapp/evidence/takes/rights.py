"""What permissions, policies and roles allow, and who may take them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from riskapp.evidence import grants
from riskapp.evidence.pointers import joined
from riskapp.evidence.takes.place import Here, Taken, take


@take
def granted(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """What a list of permission entries grants, all of it as one value."""
    value, pointer = here.first(at)
    steps: Iterable[tuple[object, object]] = ()
    if isinstance(value, list):
        steps = enumerate(value)
    elif isinstance(value, dict):
        steps = ((key, key) for key in value)
    entries = {joined(pointer, step): e for step, e in steps if isinstance(e, str)}
    if isinstance(value, str):
        entries = {pointer: value}
    for place, entry in entries.items():
        for secret in here.redactor.in_value("", entry):
            here.secrets.append((secret, place))
    found = grants.granted(entries.values())
    table: Mapping[str, Any] | None = options.get("table")
    if table is not None:
        found = tuple(sorted({code for word in found for code in table.get(word, ())}))
    if found:
        yield Taken(found, pointer)


@take
def policies(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """What the names of attached policies grant, by a ``table``."""
    value, pointer = here.first(at)
    table: Mapping[str, Any] = options["table"]
    found = {
        code
        for item in (value if isinstance(value, list) else ())
        if isinstance(item, dict)
        for code in table.get(str(item.get("PolicyName")), ())
    }
    if found:
        yield Taken(tuple(sorted(found)), pointer)


@take
def everything(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """That a policy written out allows every action: the word everything."""
    value, pointer = here.first(at)
    for index, item in enumerate(value if isinstance(value, list) else ()):
        document = item.get("PolicyDocument") if isinstance(item, dict) else None
        if any("*" in _listed(one.get("Action")) for one in _allowing(document)):
            yield Taken("everything", joined(pointer, index))
            return


@take
def trust(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Who may take a role: the word federated where an identity provider vouches for it."""
    value, pointer = here.first(at)
    for one in _allowing(value):
        if "sts:AssumeRoleWithWebIdentity" in _listed(one.get("Action")):
            yield Taken("federated", pointer)
            return


@take
def open_trust(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """That anybody may take a role: the word anybody."""
    value, pointer = here.first(at)
    for one in _allowing(value):
        principal = one.get("Principal")
        named = principal.get("AWS") if isinstance(principal, dict) else principal
        if "*" in _listed(named) and not one.get("Condition"):
            yield Taken("anybody", pointer)
            return


@take
def logins(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """What the logins of a bot of Teleport let it do: root administers."""
    value, pointer = here.first(at)
    for one in value if isinstance(value, list) else ():
        named = isinstance(one, dict) and one.get("name") == "logins"
        if named and "root" in _listed(one.get("values")):
            yield Taken(("infra_admin",), pointer)


def _allowing(document: Any) -> list[Mapping[str, Any]]:
    """The statements of a policy that allow something; AWS writes it as JSON or as text."""
    if isinstance(document, str) and len(document) < 200_000:
        try:
            document = json.loads(unquote(document))
        except (ValueError, RecursionError):
            return []
    statements = document.get("Statement") if isinstance(document, dict) else None
    listed = statements if isinstance(statements, list) else [statements]
    return [
        one for one in listed if isinstance(one, dict) and one.get("Effect") == "Allow"
    ]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
