"""The laws and their provisions, with exact quotes and their sources.

A law is a file in ``criteria/laws``; which questions bear on it is a file of its own in
``criteria/mappings`` (docs/decisions/010-laws-are-files.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from questionnaires.document.checker import Checker
from questionnaires.document.source import Path, Source, read_file
from questionnaires.document.values import Value

CRITERIA = FilePath(__file__).resolve().parent / "criteria"
PARTIES = ("buyer", "vendor", "both")
# What becomes of a provision: its status follows from questions, from the points below it,
# or from nothing that is asked here.
ROLES = ("assessed", "rolled_up", "buyer_duty", "context", "not_assessed")
NOT_ASKED = "not_asked"  # whether a law binds depends on what nobody is asked here

_LAW = {
    "schema", "order", "id", "short", "title", "celex", "url", "jurisdiction", "as_of",
    "in_force", "duty", "applies", "note", "verification", "reporting_timeline",
    "guidance_seen", "provisions",
}  # fmt: skip
_PROVISION = {
    "id", "ref", "title", "role", "in_plain_words", "quote", "quote_language", "bears_on",
    "source", "url", "verified", "parent", "personal_data_only", "of", "when", "from",
    "implements", "section",
}  # fmt: skip
_FRAMEWORK = {
    "id", "title", "version", "date", "license", "source", "url", "verified", "note",
    "items",
}  # fmt: skip
_PARTS = ("questions", "rules", "follows")


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides whether a law matters: the answers about the engagement, the country the
    buyer sits in (ISO 3166-1 alpha-2, "" when not known), whether AI tools are listed, and
    the day."""

    profile: Mapping[str, Value]
    country: str
    has_tools: bool
    day: datetime.date


@dataclass(frozen=True, slots=True)
class When:
    """A condition over the facts; every part that is given must hold."""

    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    needs_tools: bool = False
    is_asked: bool = True

    def holds(self, facts: Facts) -> bool:
        """Whether it is so; never where it depends on what nobody is asked."""
        return self is ALWAYS or (
            self.is_asked
            and all(
                facts.profile.get(question) in codes
                for question, codes in self.answers.items()
            )
            and (not self.countries or facts.country in self.countries)
            and (facts.has_tools or not self.needs_tools)
        )


ALWAYS = When()


@dataclass(frozen=True, slots=True)
class Law:
    """One instrument of law. ``of`` says whose duty it is (buyer, vendor or both), ``who``
    says it in words; ``duty`` is when it binds, ``applies`` when it is looked at at all.
    It is in force from ``since`` to ``until``, both included."""

    id: str
    short: str
    title: str
    url: str
    note: str
    jurisdiction: str
    of: str
    who: str
    duty: When
    applies: When
    since: datetime.date | None = None
    until: datetime.date | None = None

    def binds(self, facts: Facts) -> bool:
        """Whether it is in force on the day and its duty is one of this buyer's work."""
        return self.duty.holds(facts) and _in_force(facts.day, self.since, self.until)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One provision. ``quote`` is exact, in ``quote_language``, or "" where no two copies
    were found that agree; everything else is our wording. It binds only ``when``
    that holds beside its law; ``since`` is the day it begins to apply where that is later.
    """

    id: str
    law: str
    ref: str
    title: str
    in_plain_words: str
    quote: str
    source: str
    url: str
    verified: str
    role: str
    parent: str = ""
    personal_data_only: bool = False
    quote_language: str = "en"
    of: str = ""
    when: When = ALWAYS
    since: datetime.date | None = None

    def binds(self, facts: Facts) -> bool:
        """Whether it applies on the day and to this work, if its law binds."""
        return self.when.holds(facts) and _in_force(facts.day, self.since, None)


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which provisions the questions and rules of one questionnaire bear on, for the laws
    that have a mapping for it."""

    laws: frozenset[str] = frozenset()
    questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


UNMAPPED = Mapped()


@dataclass(frozen=True)
class Catalogue:
    """The laws, their provisions by id, the titles of other frameworks, and the mapping of
    each questionnaire; ``country`` is where the buyer sits, as far as laws ask for it."""

    version: str
    as_of: str
    laws: tuple[Law, ...]
    criteria: Mapping[str, Criterion]
    framework_titles: Mapping[str, str]
    mappings: Mapping[str, Mapped]
    country: str = ""

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The provisions below each parent, in the order of the law."""
        found: dict[str, list[str]] = {}
        for criterion in self.criteria.values():
            if criterion.parent:
                found.setdefault(criterion.parent, []).append(criterion.id)
        return {parent: tuple(ids) for parent, ids in found.items()}

    def mapped(self, questionnaire: str) -> Mapped:
        """What the questions of a questionnaire bear on."""
        return self.mappings.get(questionnaire, UNMAPPED)

    def title_of(self, criterion_id: str) -> str:
        """The title of a provision or of a framework's item; the id itself when unknown."""
        if criterion_id in self.criteria:
            return self.criteria[criterion_id].title
        return self.framework_titles.get(criterion_id, criterion_id)


@lru_cache(maxsize=1)
def core_catalogue() -> Catalogue:
    """Every law as shipped, for a buyer of whom no country is known; raises DocumentError
    with every fault of the first file that has some."""
    read = [parse_law(read_file(path)) for path in (CRITERIA / "laws").glob("*.yaml")]
    files = sorted(read, key=lambda file: file.order)
    as_of = max(file.as_of for file in files)
    criteria = {item.id: item for file in files for item in file.provisions}
    laws = tuple(file.law for file in files)
    return Catalogue(
        version=f"laws {as_of}",
        as_of=as_of,
        laws=laws,
        criteria=criteria,
        framework_titles=parse_frameworks(read_file(CRITERIA / "frameworks.yaml")),
        mappings={
            folder.name: _mapped(folder, laws, criteria)
            for folder in sorted((CRITERIA / "mappings").iterdir())
        },
    )


@lru_cache(maxsize=64)
def catalogue_for(country: str) -> Catalogue:
    """The catalogue for a buyer in a country; another version only where a law asks for it,
    so that a score is made anew when the buyer says that it sits there."""
    core = core_catalogue()
    asked = {c for law in core.laws for c in law.applies.countries + law.duty.countries}
    if country not in asked:
        return core
    return replace(core, version=f"{core.version} {country}", country=country)


def known_criteria() -> frozenset[str]:
    """Every id a questionnaire may name."""
    catalogue = core_catalogue()
    return frozenset(catalogue.criteria) | frozenset(catalogue.framework_titles)


class LawFile(NamedTuple):
    """One file of ``laws``: the law, its provisions, its place among the laws, and the day
    on which it was compiled, as 2026-11-29."""

    law: Law
    provisions: tuple[Criterion, ...]
    order: int
    as_of: str


def parse_law(source: Source) -> LawFile:
    """Check plain data and take a law over; raises DocumentError with every fault."""
    check = Checker(source)
    top = check.mapping(source.data, (), _LAW)
    check.schema(top, 2)
    duty = check.mapping(top.get("duty"), ("duty",), {"of", "when", "text"})
    force = check.mapping(top.get("in_force"), ("in_force",), {"from", "until"})
    law = Law(
        id=check.code(top, "id", ()),
        short=check.text(top, "short", (), need=True),
        title=check.text(top, "title", (), need=True),
        url=check.text(top, "url", (), need=True),
        note=check.text(top, "note", ()),
        jurisdiction=check.text(top, "jurisdiction", (), need=True),
        of=check.known(duty, "of", ("duty",), "party", PARTIES),
        who=check.text(duty, "text", ("duty",), need=True),
        duty=_when(check, duty, "when", ("duty",)),
        applies=_when(check, top, "applies", ()),
        since=check.day(force, "from", ("in_force",)),
        until=check.day(force, "until", ("in_force",)),
    )
    provisions = check.each(
        top.get("provisions"),
        ("provisions",),
        lambda item, path: _criterion(check, item, path, law.id),
        what="provision",
    )
    ids = {provision.id for provision in provisions}
    for index, provision in enumerate(provisions):
        if provision.parent:
            place = ("provisions", index, "parent")
            check.one_of(provision.parent, place, "provision", ids)
    order = check.whole(top, "order", (), 0, 10_000)
    as_of = check.text(top, "as_of", (), need=True)
    check.done()
    return LawFile(law, provisions, order, as_of)


def parse_frameworks(source: Source) -> dict[str, str]:
    """The titles of the items of other frameworks by their ids; raises DocumentError."""
    check = Checker(source)
    top = check.mapping(source.data, (), {"schema", "as_of", "frameworks"})
    check.schema(top, 1)
    titles: dict[str, str] = {}
    for item, path in check.items(top.get("frameworks"), ("frameworks",)):
        framework = check.mapping(item, path, _FRAMEWORK)
        for part, place in check.items(framework.get("items"), (*path, "items")):
            found = check.mapping(part, place, {"id", "title", "bears_on", "note"})
            name = check.text(found, "id", place, need=True)
            titles[name] = check.text(found, "title", place, need=True)
    check.done()
    return titles


def _criterion(check: Checker, data: Any, path: Path, law: str) -> Criterion:
    found = check.mapping(data, path, _PROVISION)
    return Criterion(
        id=check.code(found, "id", path),
        law=law,
        ref=check.text(found, "ref", path, need=True),
        title=check.text(found, "title", path, need=True),
        in_plain_words=check.text(found, "in_plain_words", path),
        quote=check.text(found, "quote", path),
        source=check.text(found, "source", path),
        url=check.text(found, "url", path),
        verified=check.text(found, "verified", path),
        role=check.known(found, "role", path, "role", ROLES),
        parent=check.text(found, "parent", path),
        personal_data_only=check.flag(found, "personal_data_only", path),
        quote_language=check.text(found, "quote_language", path) or "en",
        of=check.known(found, "of", path, "party", PARTIES) if "of" in found else "",
        when=_when(check, found, "when", path),
        since=check.day(found, "from", path),
    )


def _when(check: Checker, data: Mapping[str, Any], key: str, path: Path) -> When:
    """The condition under a key; it always holds where none stands there."""
    given, path = data.get(key), (*path, key)
    if given == NOT_ASKED:
        return When(is_asked=False)
    if given is None:
        return ALWAYS
    found = check.mapping(given, path, given)
    return When(
        answers={
            name: check.texts(found, name, path)
            for name in found
            if name not in ("country", "tools")
        },
        countries=check.texts(found, "country", path),
        needs_tools=check.flag(found, "tools", path),
    )


def _mapped(folder: FilePath, laws: Sequence[Law], criteria: Collection[str]) -> Mapped:
    """The mappings of one questionnaire together, in the order of the laws."""
    names = [law.id for law in laws]
    files = dict(
        parse_mapping(read_file(path), folder.name, names, criteria)
        for path in sorted(folder.glob("*.yaml"))
    )
    in_order = [files[name] for name in names if name in files]
    followers: dict[str, list[str]] = {}
    for file in in_order:
        for name, leaders in file["follows"].items():
            for leader in leaders:
                followers.setdefault(leader, []).append(name)
    found: dict[str, dict[str, tuple[str, ...]]] = {"questions": {}, "rules": {}}
    for part, named in found.items():
        for file in in_order:
            for place, ids in file[part].items():
                named[place] = (*named.get(place, ()), *ids)
        for place, ids in named.items():
            also = [name for leader in ids for name in followers.get(leader, ())]
            named[place] = tuple(dict.fromkeys((*ids, *also)))
    return Mapped(frozenset(files), found["questions"], found["rules"])


def parse_mapping(
    source: Source,
    questionnaire: str,
    laws: Collection[str],
    criteria: Collection[str],
) -> tuple[str, dict[str, dict[str, tuple[str, ...]]]]:
    """The law of a mapping, and by part (``questions``, ``rules``, ``follows``) which of the
    ``criteria`` stand behind a name; raises DocumentError with every fault."""
    check = Checker(source)
    top = check.mapping(source.data, (), {"schema", "law", "questionnaire", *_PARTS})
    check.schema(top, 1)
    check.known(top, "questionnaire", (), "questionnaire", {questionnaire})
    law = check.known(top, "law", (), "law", laws)
    parts = {}
    for part in _PARTS:
        given = top.get(part) or {}
        found = check.mapping(given, (part,), criteria if part == "follows" else given)
        parts[part] = {
            name: check.all_known(found, name, (part,), "provision", criteria)
            for name in found
        }
    check.done()
    return law, parts


def _in_force(
    day: datetime.date, since: datetime.date | None, until: datetime.date | None
) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)
