"""What signs in: secrets that stand in a file, and variables they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from riskapp.evidence import servers
from riskapp.evidence.model import Secret
from riskapp.evidence.pointers import joined
from riskapp.evidence.secrets import HOLDERS, Redactor, is_joined
from riskapp.evidence.takes.place import Here, Taken, take

MOST_ITEMS = 100
_OPTION = re.compile(r"--?[A-Za-z][\w-]*\Z")


@take
def sign_in(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """What a server signs in with, as far as the file shows it, the most severe first.

    static: a secret stands in the file. variable: it comes from a variable, an input or a
    store. none: an address and nothing beside it, which may mean OAuth or nothing at all.
    """
    if options.get("remote") and not here.address():
        return
    found = list(secrets_in(here))
    here.secrets.extend(found)
    if found:
        yield Taken("static", found[0][1])
        return
    if _has_variables(here):
        yield Taken("variable")
    elif servers.address_of(here.field("url"), []):
        yield Taken("none")


@take
def secrets(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """That a secret stands in the variables of a place: the word static."""
    value, pointer = here.first(at)
    found = list(_in_data(here.redactor, value, pointer, ""))
    here.secrets.extend(found)
    if found:
        yield Taken("static", found[0][1])


def secrets_in(here: Here) -> Iterator[tuple[Secret, str]]:
    """Every secret in the configuration of one server, with its pointer."""
    arguments = set(here.fields.get("args", ())) | set(here.fields.get("command", ()))
    data = here.place.value
    if not isinstance(data, dict):
        return
    is_glued = any(map(here.redactor.takes_glued, here.words()))
    for key, value in data.items():
        pointer = joined("", key)
        if pointer in arguments and isinstance(value, list):
            yield from _in_arguments(here.redactor, value, pointer, is_glued=is_glued)
        else:
            own = here.redactor.list_name(str(key))
            yield from _in_data(here.redactor, value, pointer, str(key), own)


def _in_arguments(
    redactor: Redactor, words: list[Any], pointer: str, *, is_glued: bool
) -> Iterator[tuple[Secret, str]]:
    """Secrets in arguments; the word behind an option has that option's name.

    ``is_glued``: the command takes a password as -pSECRET.
    """
    name = ""
    for index, word in enumerate(words[:MOST_ITEMS]):
        if not isinstance(word, str):
            continue
        here = joined(pointer, index)
        if is_glued and word.startswith("-p"):
            for secret in redactor.in_value("password", word[2:]):
                yield secret, here
            continue
        if _OPTION.match(word):
            name = word.lstrip("-")
            continue
        inner, mark, value = word.partition("=")
        if mark and re.fullmatch(r"-{0,2}[A-Za-z][\w-]*", inner):
            found = redactor.in_value(inner.lstrip("-"), value)
        elif re.match(r"[A-Za-z-]+: ?\S", word) and "://" not in word[:12]:
            head, _, value = word.partition(":")
            found = redactor.in_value(head, value)
        else:
            found = redactor.in_value(name, word)
        for secret in found:
            yield secret, here
        name = ""


def _in_data(
    redactor: Redactor,
    data: Any,
    pointer: str,
    name: str,
    above: str = "",
    depth: int = 0,
) -> Iterator[tuple[Secret, str]]:
    """``above``: the name of a secret under which all of it stands."""
    if isinstance(data, str):
        for secret in redactor.in_value(name, data):
            yield secret, pointer
    elif depth < 8 and isinstance(data, dict):
        for key, value in data.items():
            for secret in redactor.in_value("", str(key)):
                yield secret, pointer
            own = redactor.list_name(str(key)) or above
            called = own if str(key).lower() in HOLDERS and own else str(key)
            yield from _in_data(
                redactor, value, joined(pointer, key), called, own, depth + 1
            )
    elif depth < 8 and isinstance(data, list):
        one = redactor.list_name(name) or name
        for index, value in enumerate(data):
            called = "" if isinstance(value, str) and is_joined(one, value) else one
            yield from _in_data(
                redactor, value, joined(pointer, index), called, above, depth + 1
            )


def _has_variables(here: Here) -> bool:
    """Whether something that signs in comes from a variable, an input or a store."""
    if here.field("variables"):
        return True
    for name in ("env", "headers"):
        found = here.field(name)
        if isinstance(found, dict) and any(
            isinstance(value, str)
            and "$" in value
            and (here.redactor.is_secret_name(str(key)) or "input:" in value)
            for key, value in found.items()
        ):
            return True
    return any("${" in word for word in here.words())
