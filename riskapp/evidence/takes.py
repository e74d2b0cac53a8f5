"""The ways to take a fact from a place of a file; rule files name them.

Each gets a :class:`Here` and gives the values it found, each with the pointer to it. What it
gives is a word of a closed list, a number, a day, or a short text from which secrets were
taken out: whole values of a file never leave.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote

from riskapp.evidence import days, grants, servers
from riskapp.evidence.decoding import one_line
from riskapp.evidence.model import FactValue, Secret
from riskapp.evidence.pointers import MISSING, PointerMatch, get, joined, select
from riskapp.evidence.rules import Rules
from riskapp.evidence.secrets import MOST, Redactor

MOST_TEXT = 120
MOST_ITEMS = 100
_OPTION = re.compile(r"--?[A-Za-z][\w-]*\Z")
_MODEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,80}\Z")


class Taken(NamedTuple):
    """A value and where it stood, as a pointer from the place."""

    value: FactValue
    pointer: str = ""


@dataclass
class Here:
    """A place of a file, and what is needed to take facts from it."""

    place: PointerMatch
    fields: Mapping[str, tuple[str, ...]]
    redactor: Redactor
    rules: Rules
    tool: str = ""
    secrets: list[tuple[Secret, str]] = field(default_factory=list)

    def first(self, pointers: tuple[str, ...]) -> tuple[Any, str]:
        """The first value that is there, with its pointer; (None, "") where none is."""
        for pointer in pointers:
            if "*" in pointer:
                for found in select(self.place.value, pointer):
                    return found.value, found.pointer
                continue
            value = get(self.place.value, pointer)
            if value is not MISSING:
                return value, pointer
        return None, ""

    def field(self, name: str) -> Any:
        return self.first(self.fields.get(name, ()))[0]

    def words(self) -> list[str]:
        return servers.words_of(self.field("command"), self.field("args"))

    def address(self) -> str:
        return servers.address_of(self.field("url"), self.words())

    def text(self, value: Any) -> str:
        """A short text that is fit to leave."""
        return short(self.redactor, value)


Take = Callable[[Here, "tuple[str, ...]", Mapping[str, Any]], Iterator[Taken]]
TAKES: dict[str, Take] = {}


def short(redactor: Redactor, value: Any) -> str:
    """One line of at most 120 characters without secrets and folders, from a text or number; else ""."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    text = redactor.clean(one_line(str(value).strip()[:MOST]))
    return text if len(text) <= MOST_TEXT else text[: MOST_TEXT - 1] + "…"


def _take(function: Take) -> Take:
    TAKES[function.__name__.strip("_")] = function
    return function


@_take
def text(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """A short text; ``default`` where nothing stands there."""
    value, pointer = here.first(at)
    found = here.text(value) or str(options.get("default", ""))
    if found:
        yield Taken(found, pointer)


@_take
def each_text(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Every short text that the pointers lead to."""
    for pattern in at:
        for found in select(here.place.value, pattern):
            if word := here.text(found.value):
                yield Taken(word, found.pointer)


@_take
def flag(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Yes or no, as programs write it; ``default`` where nothing stands there."""
    value, pointer = here.first(at)
    word = str(value).strip().lower()
    if word in {"true", "1", "yes", "on", "enabled"}:
        yield Taken(True, pointer)  # noqa: FBT003 - the value of the fact
    elif word in {"false", "0", "no", "off", "disabled"}:
        yield Taken(False, pointer)  # noqa: FBT003 - the value of the fact
    elif "default" in options:
        yield Taken(bool(options["default"]), pointer)


@_take
def number(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """A whole number."""
    value, pointer = here.first(at)
    if isinstance(value, int) and not isinstance(value, bool):
        yield Taken(value, pointer)
    elif isinstance(value, str) and value.isdigit() and len(value) < 16:
        yield Taken(int(value), pointer)


@_take
def count(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """How many entries a list or an object has."""
    value, pointer = here.first(at)
    if isinstance(value, (list, dict)):
        yield Taken(len(value), pointer)


@_take
def present(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """A given word, where something stands there that is not empty."""
    value, pointer = here.first(at)
    if value not in (None, "", [], {}, False):
        yield Taken(str(options.get("word", "yes")), pointer)


@_take
def day(here: Here, at: tuple[str, ...], options: Mapping[str, Any]) -> Iterator[Taken]:
    """A day; ``missing`` (such as never, or none) where there is none."""
    value, pointer = here.first(at)
    found = days.day(value)
    if found:
        yield Taken(found, pointer)
    elif "missing" in options and (
        value is None or str(value) in options.get("absent", ())
    ):
        yield Taken(str(options["missing"]), pointer or (at[0] if at else ""))


@_take
def hours(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Hours from ``since`` to the place; ``missing`` where there is no end."""
    value, pointer = here.first(at)
    since, _ = here.first(tuple(options["since"]))
    found = days.hours_between(since, value)
    if found is not None:
        yield Taken(found, pointer)
    elif value is None and "missing" in options and since is not None:
        yield Taken(str(options["missing"]), pointer or at[0])


@_take
def lasting(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """A length of time as Go and protobuf write it, in hours; ``missing`` in hours."""
    value, pointer = here.first(at)
    seconds: int | None = None
    if isinstance(value, dict):
        inner = str(value.get("seconds"))
        seconds = int(inner) if inner.isdigit() and len(inner) < 12 else None
    elif isinstance(value, str):
        seconds = _seconds(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        seconds = value // 10**9 if value > 10**9 else value
    if seconds:
        yield Taken(-(-seconds // 3600), pointer)
    elif value is None and "missing" in options:
        yield Taken(int(options["missing"]), at[0])


def _seconds(text: str) -> int | None:
    parts = re.findall(r"([0-9]{1,9})(h|m|s)", text)
    if "".join(a + b for a, b in parts) != text.strip():
        return None
    return sum(int(a) * {"h": 3600, "m": 60, "s": 1}[b] for a, b in parts)


@_take
def codes(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Words looked up in a ``table``: a text, each of a list, or "key:value" of an object.

    With ``many`` all that were found are one value; ``other`` stands for what is not known.
    """
    value, pointer = here.first(at)
    table: Mapping[str, Any] = options["table"]
    found: list[str] = []
    for word in _words_in(value):
        meant = table.get(word, table.get(word.lower(), options.get("other", [])))
        for code in [meant] if isinstance(meant, str) else meant:
            if code not in found:
                found.append(code)
    if options.get("many"):
        if found:
            yield Taken(tuple(sorted(found)), pointer)
    elif found:
        yield Taken(found[0], pointer)


def _words_in(value: Any) -> Iterator[str]:
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, (str, int)):
        yield str(value)
    elif isinstance(value, list):
        for item in value[:10_000]:
            if isinstance(item, (str, int)):
                yield str(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, (str, int, bool)):
                yield f"{key}:{item}"
            elif isinstance(item, dict):
                yield from _words_in(item)


@_take
def model(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """The name of a model, where it looks like one."""
    value, pointer = here.first(at)
    if isinstance(value, str) and _MODEL.match(value):
        yield Taken(here.text(value), pointer)


@_take
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


@_take
def host(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """The host of an address, without port, user and path."""
    value, pointer = here.first(at)
    if isinstance(value, str) and (found := servers.host_of(value)):
        yield Taken(here.text(found), pointer)


@_take
def cleartext(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Whether an address of another machine is called without encryption."""
    value, pointer = here.first(at)
    address = value if isinstance(value, str) else here.address()
    found = servers.host_of(address)
    if address.startswith("http://") and found and not servers.is_local(found):
        yield Taken(True, pointer)  # noqa: FBT003 - the value of the fact


@_take
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


@_take
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


@_take
def server_host(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """The host of a remote server."""
    found = servers.host_of(here.address())
    if found and not servers.is_local(found):
        yield Taken(here.text(found))


@_take
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


@_take
def pinned(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Whether the package has a fixed version: pinned or unpinned."""
    found = servers.package_of(here.words())
    if found.pinned is not None:
        pointer = here.first(here.fields.get("args", ()))[1]
        yield Taken("pinned" if found.pinned else "unpinned", pointer)


@_take
def roots(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """The widest folder a server of files is given: disk, home or folder."""
    words = here.words()
    found = servers.roots_of(words)
    if found and any("filesystem" in word.lower() for word in words):
        yield Taken(found, here.first(here.fields.get("args", ()))[1])


@_take
def read_only(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Whether a server is started with a switch that only lets it read."""
    switches = ("read-only", "readonly", "read-only-mode")
    if servers.has_switch(here.words(), here.field("env"), switches):
        yield Taken(True)  # noqa: FBT003 - the value of the fact


@_take
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


@_take
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


@_take
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
    for key, value in data.items():
        pointer = joined("", key)
        if pointer in arguments and isinstance(value, list):
            yield from _in_arguments(here.redactor, value, pointer)
        else:
            yield from _in_data(here.redactor, value, pointer, str(key))


def _in_arguments(
    redactor: Redactor, words: list[Any], pointer: str
) -> Iterator[tuple[Secret, str]]:
    """Secrets in arguments; the word behind an option has that option's name."""
    name = ""
    for index, word in enumerate(words[:MOST_ITEMS]):
        if not isinstance(word, str):
            continue
        here = joined(pointer, index)
        if _OPTION.match(word):
            name = word.lstrip("-")
            if name in ("e", "env", "header", "H"):
                name = ""
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
    redactor: Redactor, data: Any, pointer: str, name: str, depth: int = 0
) -> Iterator[tuple[Secret, str]]:
    if isinstance(data, str):
        for secret in redactor.in_value(name, data):
            yield secret, pointer
    elif depth < 8 and isinstance(data, dict):
        for key, value in data.items():
            for secret in redactor.in_value("", str(key)):
                yield secret, pointer
            yield from _in_data(
                redactor, value, joined(pointer, key), str(key), depth + 1
            )
    elif depth < 8 and isinstance(data, list):
        for index, value in enumerate(data):
            yield from _in_data(
                redactor, value, joined(pointer, index), name, depth + 1
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


@_take
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


@_take
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


@_take
def trust(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Who may take a role: the word federated where an identity provider vouches for it."""
    value, pointer = here.first(at)
    for one in _allowing(value):
        if "sts:AssumeRoleWithWebIdentity" in _listed(one.get("Action")):
            yield Taken("federated", pointer)
            return


@_take
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


@_take
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


@_take
def tool_kind(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """What kind of tool the tool of this file is, in the words of the questionnaire."""
    known = here.rules.tool_of(here.tool)
    if known and known.kind:
        yield Taken((known.kind,))


@_take
def tool_purpose(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """What the tool of this file is made for, in the words of the questionnaire."""
    known = here.rules.tool_of(here.tool)
    if known and known.purposes:
        yield Taken(known.purposes)


@_take
def tool_sends(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """What a tool of this kind sends out by design, in the words of the questionnaire."""
    known = here.rules.tool_of(here.tool)
    if known and known.sends:
        yield Taken(known.sends)


@_take
def tool_provider(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Who provides the tool of this file."""
    known = here.rules.tool_of(here.tool)
    provider = here.rules.provider(known.provider) if known else None
    if provider:
        yield Taken(provider.title)
