"""The tools, providers, models and kinds of credential that a file names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from riskapp.baselines import model
from riskapp.evidence.loading import core_rules
from riskapp.evidence.model import Fact, FileReading
from riskapp.facts.models import SourceFile
from riskapp.shipped.core import core_document
from riskapp.tools.register import core_register

MOST_NAMES = 2_000
# Facts whose value, and whose subject, is the name of something.
NAMED = ("model.name", "mcp.server", "mcp.package", "tool.in_use")
PROVIDERS = ("model.provider", "tool.provider")
HOSTS = ("model.host", "mcp.host")
# A file tells a key without saying whose it is: each of these answers may be meant.
KEYS = {"key": ("key", "shared", "pat"), "static": ("key", "shared", "pat")}
Shown = tuple[str, bool]  # a name, and whether it is a kind of credential


def shown_by(file: SourceFile) -> list[Shown]:
    """What a file of evidence names, each once."""
    found = (one for reading in file.file_readings for one in _of_reading(reading))
    return _once(found)


def shown_by_agents(agents: Iterable[str], hosts: Iterable[str]) -> list[Shown]:
    """What daily totals name: agents by their names, and who is behind the hosts they called."""
    names = [(agent, False) for agent in agents]
    return _once([*names, *((name, False) for host in hosts for name in _host(host))])


def hosts_in(seen: Iterable[dict[str, dict[str, int]]]) -> set[str]:
    """The hosts that agents called on some days."""
    return {host for day in seen for host in day.get(model.HOSTS, ())}


def _of_reading(reading: FileReading) -> Iterator[Shown]:
    yield from ((name, False) for name in _tool(reading.tool))
    for fact in reading.facts:
        yield from ((name, False) for name in _tool(fact.tool))
        yield from _of_fact(fact)


def _of_fact(fact: Fact) -> Iterator[Shown]:
    values = fact.value if isinstance(fact.value, tuple) else (fact.value,)
    words = [value for value in values if isinstance(value, str)]
    if fact.name in NAMED:
        yield from ((name, False) for name in (*words, fact.about) if name)
    elif fact.name in PROVIDERS:
        yield from ((name, False) for word in words for name in _provider(word))
    elif fact.name in HOSTS:
        yield from ((name, False) for word in words for name in _host(word))
    elif fact.name == "credential.kind":
        known = core_document().questions[core_register().columns["credential"]].choices
        codes = [code for word in words for code in KEYS.get(word, (word,))]
        yield from ((code, True) for code in codes if code in known)


def _tool(tool_id: str) -> Iterator[str]:
    known = core_rules().tool_of(tool_id) if tool_id else None
    if known is not None:
        yield known.title
        yield from _provider(known.provider)


def _provider(provider_id: str) -> Iterator[str]:
    if provider_id:
        known = core_rules().provider(provider_id)
        yield known.title if known else provider_id


def _host(host: str) -> Iterator[str]:
    yield host
    yield from _provider(core_rules().provider_of_host(host.partition(":")[0]))


def _once(found: Iterable[Shown]) -> list[Shown]:
    names = dict.fromkeys((name[:200], is_credential) for name, is_credential in found)
    return list(names)[:MOST_NAMES]
