"""The dated catalogue of AI tools: what is published about them, and how far to trust it.

A :class:`ToolPlan` is one tool under one plan, because the plan decides which terms apply.
Each of its facts was read somewhere and says where, on which exact day, in whose text, and
when to look again; what nobody read is not in ``facts`` and means "not known", never "no".
A fact without its exact day or the digest of its words is shown and takes no part in anything
else. Facts never answer a question by themselves: :mod:`~riskapp.tools.guide` says beside which
question each is shown.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any
from urllib.parse import urlsplit

from questionnaires.document.checker import Checker
from questionnaires.document.guides import FactValue
from questionnaires.document.searching import all_words
from questionnaires.document.source import Path, Source, read_file

CONTENT = FilePath(__file__).parent / "content"
SCHEMA = "riskapp-catalogue 1"
FACTS = (
    "legal_entity",
    "hq_country",
    "trains_on_customer_content_by_default",
    "retention_default",
    "zero_retention_option",
    "processing_regions",
    "eu_residency_option",
    "dpa",
    "subprocessor_list",
    "certifications",
    "credential_types",
    "audit_log",
    "agentic",
    "mcp",
    "self_host_or_vpc",
)
LATER_FACTS = (  # may be left out
    "default_autonomy",
    "code_index",
    "usage_data",
    "content_sent",
    "seen_from",
    "requested_rights",
    "credential_lifetime",
    "credential_storage",
)
MAX_PLANS = 1000

# The day on which the provider ends a plan, and what takes its place: said of it, no answer.
RETIRED = "retired"

_IDENTITY = ("id", "name", "provider", "plan", "kind")
_MORE = {"caution", "provider_doubt", "known_as", "split_into", "retired"}
_TOP = {"schema", "version", "gathered", "tools", "texts"}
_READ = {"source", "seen", "digest"}
_FACT = {"value", "confidence", "again", "note", *_READ}
_RETIRED = {"on", "successor", "confidence", *_READ}
_NOT_NAMED = "-"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
MAX_VERSION = 2**31 - 1
MAX_TEXTS = 20_000


class Confidence(StrEnum):
    """In whose text a fact was read."""

    PRIMARY = "primary"  # the provider's own page
    PRIMARY_OLD = "primary_old"  # an older copy of the provider's own page
    SECONDARY = "secondary"  # another party's text


@dataclass(frozen=True, slots=True)
class PublishedFact:
    """Something that was read at ``source``, an https address. ``seen`` is the exact day on
    which it stood there, None where nobody knows one; ``again`` the last day on which it can
    be relied on without another look; ``digest`` that of the words it was read from."""

    name: str
    value: FactValue
    source: str
    confidence: Confidence
    seen: datetime.date | None = None
    again: datetime.date | None = None
    note: str = ""
    digest: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether the day and the words it was read from are known; without either it takes part
        in nothing."""
        return self.seen is not None and bool(self.digest)

    @property
    def as_of(self) -> str:
        """The exact day as text, "" without one."""
        return self.seen.isoformat() if self.seen else ""

    def is_stale(self, today: datetime.date) -> bool:
        """Whether somebody should have looked again by now."""
        return self.again is not None and today > self.again

    @property
    def host(self) -> str:
        """The name of the machine the source is on, as a reader knows it."""
        return (urlsplit(self.source).hostname or "").removeprefix("www.")


@dataclass(frozen=True, slots=True)
class Retirement:
    """The provider ends a plan ``on`` a day; ``successor`` is the id of the plan that takes its
    place, "" where none is named, and ``named`` what people call that."""

    on: datetime.date
    source: str
    confidence: Confidence = Confidence.SECONDARY
    successor: str = ""
    named: str = ""
    seen: datetime.date | None = None
    digest: str = ""

    @property
    def fact(self) -> PublishedFact:
        """The same as what stands beside a question: the day, and what takes its place."""
        value = (self.on.isoformat(), *filter(None, [self.named]))
        return PublishedFact(
            RETIRED, value, self.source, self.confidence, self.seen, digest=self.digest
        )


@dataclass(frozen=True, slots=True)
class ToolPlan:
    """One tool under one plan. ``plan`` is "" where the catalogue names none;
    ``provider_doubt`` says why the provider is unconfirmed, "" where it is not.

    ``known_as`` are makers, models and old names it is searched by. Plans that turned out to
    have different terms are ``split_into`` others: this one is known, and no longer offered.
    """

    id: str
    name: str
    provider: str
    plan: str
    kind: str
    facts: Mapping[str, PublishedFact] = field(default_factory=dict)
    caution: str = ""
    provider_doubt: str = ""
    known_as: tuple[str, ...] = ()
    split_into: tuple[str, ...] = ()
    retired: Retirement | None = None

    @property
    def is_offered(self) -> bool:
        """Whether it can still be chosen."""
        return not self.split_into

    @property
    def words(self) -> str:
        """What a search looks at."""
        return " ".join((self.name, self.provider, self.plan, *self.known_as))

    @property
    def company(self) -> str:
        """The provider without remarks in brackets; "" where it is doubted and nothing that
        was read speaks for it."""
        if self.provider_doubt and not self.facts:
            return ""
        return self.provider.split(" (", 1)[0]

    def matches(self, wanted: str) -> bool:
        """Whether every word of a search stands in its name, provider, plan or what else it
        is known as."""
        return all_words(wanted, self.words)


@dataclass(frozen=True, slots=True)
class ToolCatalogue:
    """All tool-plans by id, in the order of the file, and the day they were gathered. A newer
    file has a higher ``version``; ``texts`` are its words by language and their English,
    ``source`` its plain data."""

    gathered: str
    plans: Mapping[str, ToolPlan]
    version: int = 0
    source: Any = field(default=None, compare=False, repr=False)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


_supplies: list[Callable[[], ToolCatalogue | None]] = []


@lru_cache(maxsize=1)
def core_catalogue() -> ToolCatalogue:
    """The catalogue as shipped."""
    return load_catalogue(CONTENT / "ai_tools.yaml")


def supply_catalogue(newer: Callable[[], ToolCatalogue | None]) -> None:
    """Say who knows of a catalogue that may be newer than the one shipped."""
    _supplies[:] = [newer]


def catalogue_in_force() -> ToolCatalogue:
    """The catalogue that counts: a newer one that somebody supplies, else the one shipped."""
    core = core_catalogue()
    for newer in _supplies:
        found = newer()
        if found is not None and found.version > core.version:
            return found
    return core


def edition() -> int:
    """The version of the catalogue that counts; what is kept of it is kept by this."""
    return catalogue_in_force().version


def load_catalogue(path: FilePath) -> ToolCatalogue:
    """Read and check a catalogue file; raises DocumentError with every fault found."""
    return parse_catalogue(read_file(path))


def parse_catalogue(source: Source) -> ToolCatalogue:
    """Check plain data and build the catalogue; raises DocumentError with every fault."""
    check = Checker(source)
    top = check.mapping(source.data, (), _TOP)
    check.schema(top, SCHEMA)
    listed = check.each(
        top.get("tools"),
        ("tools",),
        lambda item, path: _plan(check, item, path),
        what="id",
        most=MAX_PLANS,
    )
    plans = {plan.id: plan for plan in listed}
    for plan in plans.values():
        for other in plan.split_into:
            check.one_of(other, ("tools",), "tool-plan", plans)
        if plan.retired and plan.retired.successor:
            check.one_of(plan.retired.successor, ("tools",), "tool-plan", plans)
    if not plans:
        check.fault(("tools",), "no tools", "at least one tool")
    gathered = check.text(top, "gathered", (), need=True, most=10)
    version = check.whole(top, "version", (), 1, MAX_VERSION)
    texts = _texts(check, top.get("texts"))
    check.done()
    return ToolCatalogue(gathered, _with_successors(plans), version, source.data, texts)


def _with_successors(plans: Mapping[str, ToolPlan]) -> dict[str, ToolPlan]:
    """Each plan that ends with the name of what takes its place."""
    found = dict(plans)
    for plan in plans.values():
        ends = plan.retired
        if ends and ends.successor:
            named = replace(ends, named=plans[ends.successor].name)
            found[plan.id] = replace(plan, retired=named)
    return found


def _texts(check: Checker, data: Any) -> dict[str, dict[str, str]]:
    """The words of a file in other languages: by language, then by their English."""
    found: dict[str, dict[str, str]] = {}
    languages = data if data is not None else {}
    if not isinstance(languages, dict):
        check.fault(("texts",), "no texts by language", "a language and its texts")
        return found
    for language, texts in languages.items():
        is_good = isinstance(texts, dict) and len(texts) <= MAX_TEXTS
        if not is_good or not all(
            isinstance(english, str) and isinstance(other, str)
            for english, other in texts.items()
        ):
            check.fault(("texts",), f"texts of '{str(language)[:20]}'", "text by text")
        else:
            found[str(language)] = texts
    return found


def _plan(check: Checker, data: Any, path: Path) -> ToolPlan:
    found = check.mapping(data, path, {*_IDENTITY, *FACTS, *LATER_FACTS, *_MORE})
    facts = {}
    for name in FACTS:
        if name not in found:
            check.fault(path, f"'{name}' is missing", "a fact, or null for not known")
        elif found[name] is not None:
            facts[name] = _fact(check, name, found[name], (*path, name))
    for name in LATER_FACTS:
        if found.get(name) is not None:
            facts[name] = _fact(check, name, found[name], (*path, name))
    plan = check.text(found, "plan", path, need=True, most=200)
    return ToolPlan(
        id=check.code(found, "id", path),
        name=check.text(found, "name", path, need=True, most=200),
        provider=check.text(found, "provider", path, need=True, most=200),
        plan="" if plan == _NOT_NAMED else plan,
        kind=check.text(found, "kind", path, need=True, most=80),
        facts=facts,
        caution=check.text(found, "caution", path),
        provider_doubt=check.text(found, "provider_doubt", path),
        known_as=check.texts(found, "known_as", path),
        split_into=check.texts(found, "split_into", path),
        retired=_retired(check, found.get("retired"), (*path, "retired")),
    )


def _retired(check: Checker, data: Any, path: Path) -> Retirement | None:
    if data is None:
        return None
    found = check.mapping(data, path, _RETIRED)
    on = check.day(found, "on", path)
    if "on" not in found:
        check.fault(path, "a plan that ends on no day", "on: the day")
    return Retirement(
        on=on or datetime.date.max,
        source=_address(check, found, path),
        confidence=_confidence(check, found, path),
        successor=check.text(found, "successor", path, most=80),
        seen=check.day(found, "seen", path),
        digest=_digest(check, found, path),
    )


def _fact(check: Checker, name: str, data: Any, path: Path) -> PublishedFact:
    found = check.mapping(data, path, _FACT)
    confidence = _confidence(check, found, path)
    seen, again = check.day(found, "seen", path), check.day(found, "again", path)
    if (seen is None) != (again is None) or (seen and again and again < seen):
        check.fault(path, "no day to look again", "seen and a later again, or neither")
    return PublishedFact(
        name=name,
        value=_value(check, found, path),
        source=_address(check, found, path),
        confidence=confidence,
        seen=seen,
        again=again,
        note=check.text(found, "note", path),
        digest=_digest(check, found, path),
    )


def _confidence(check: Checker, found: Mapping[str, Any], path: Path) -> Confidence:
    confidence = found.get("confidence")
    known = check.one_of(
        confidence, (*path, "confidence"), "confidence", [*map(str, Confidence)]
    )
    return Confidence(str(confidence)) if known else Confidence.SECONDARY


def _digest(check: Checker, found: Mapping[str, Any], path: Path) -> str:
    digest = check.text(found, "digest", path, most=71)
    if digest and not _DIGEST.fullmatch(digest):
        check.fault((*path, "digest"), "no digest", "sha256: and 64 digits")
    return digest


def quote_digest(quote: str) -> str:
    """The digest of the words that a fact was read from, however they were broken into lines."""
    words = " ".join(unicodedata.normalize("NFC", quote).split())
    return f"sha256:{hashlib.sha256(words.encode()).hexdigest()}"


def _value(check: Checker, found: Mapping[str, Any], path: Path) -> FactValue:
    value = found.get("value")
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        texts = check.texts(found, "value", path)
        if not texts:
            check.fault((*path, "value"), "an empty list", "at least one text")
        return texts
    return check.text(found, "value", path, need=True)


def _address(check: Checker, found: Mapping[str, Any], path: Path) -> str:
    """An https address that may stand in a link; anything else is a fault."""
    source = check.text(found, "source", path, need=True)
    try:
        parts = urlsplit(source)
        is_good = parts.scheme == "https" and bool(parts.hostname)
    except ValueError:
        is_good = False
    if source and (not is_good or not source.isprintable() or " " in source):
        check.fault(
            (*path, "source"), f"'source' is '{source[:60]}'", "an https:// address"
        )
        return ""
    return source
