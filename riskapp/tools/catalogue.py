"""The dated catalogue of AI tools: what is published about them, and how far to trust it.

A :class:`ToolPlan` is one tool under one plan, because the plan decides which terms apply.
Each of its facts was read somewhere and says where, when and in whose text; what nobody
read is not in ``facts`` and means "not known", never "no". Facts age in weeks and never
answer a question by themselves: :mod:`~riskapp.tools.guide` says beside
which question each is shown.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
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
SCHEMA = "ai-tool-facts/0.1"
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
LATER_FACTS = ("default_autonomy",)  # may be left out
MAX_PLANS = 1000

_IDENTITY = ("id", "name", "provider", "plan", "kind")
_MORE = {"caution", "provider_doubt", "known_as", "split_into"}
_FACT = {"value", "source", "confidence", "as_of", "note"}
_NOT_NAMED = "-"
# 2026-11-05, 2026-11, 2026, 2026-H2; each may have words behind it, and ">=" before it.
_DATED = re.compile(
    r"(?:>=)?(\d{4})(?:-(?:H([12])|(\d{2})(?:-(\d{2}))?))?(?![\d.-])", re.ASCII
)


class Confidence(StrEnum):
    """In whose text a fact was read."""

    PRIMARY = "primary"  # the provider's own page
    PRIMARY_OLD = "primary_old"  # an older copy of the provider's own page
    SECONDARY = "secondary"  # another party's text


@dataclass(frozen=True, slots=True)
class PublishedFact:
    """Something that was read. ``as_of`` is the date the page gives, as text, or "" when it
    gives none; ``source`` is an https address."""

    name: str
    value: FactValue
    source: str
    confidence: Confidence
    as_of: str = ""
    note: str = ""

    @property
    def day(self) -> datetime.date | None:
        """The first day that ``as_of`` can mean; None where the page gives no date."""
        found = _DATED.match(self.as_of)
        if found is None:
            return None
        year, half, month, day = found.groups()
        first_month = int(month or (7 if half == "2" else 1))
        try:
            return datetime.date(int(year), first_month, int(day or 1))
        except ValueError:
            return None

    @property
    def host(self) -> str:
        """The name of the machine the source is on, as a reader knows it."""
        return (urlsplit(self.source).hostname or "").removeprefix("www.")


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
    """All tool-plans by id, in the order of the file, and the day they were gathered."""

    gathered: str
    plans: Mapping[str, ToolPlan]


@lru_cache(maxsize=1)
def core_catalogue() -> ToolCatalogue:
    """The catalogue as shipped."""
    return load_catalogue(CONTENT / "ai_tools.yaml")


def load_catalogue(path: FilePath) -> ToolCatalogue:
    """Read and check a catalogue file; raises DocumentError with every fault found."""
    return parse_catalogue(read_file(path))


def parse_catalogue(source: Source) -> ToolCatalogue:
    """Check plain data and build the catalogue; raises DocumentError with every fault."""
    check = Checker(source)
    top = check.mapping(source.data, (), {"schema", "gathered", "tools"})
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
    if not plans:
        check.fault(("tools",), "no tools", "at least one tool")
    gathered = check.text(top, "gathered", (), need=True, most=10)
    check.done()
    return ToolCatalogue(gathered, plans)


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
    )


def _fact(check: Checker, name: str, data: Any, path: Path) -> PublishedFact:
    found = check.mapping(data, path, _FACT)
    confidence = found.get("confidence")
    known = check.one_of(
        confidence, (*path, "confidence"), "confidence", [*map(str, Confidence)]
    )
    return PublishedFact(
        name=name,
        value=_value(check, found, path),
        source=_address(check, found, path),
        confidence=Confidence(str(confidence)) if known else Confidence.SECONDARY,
        as_of=check.text(found, "as_of", path, most=80),
        note=check.text(found, "note", path),
    )


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
