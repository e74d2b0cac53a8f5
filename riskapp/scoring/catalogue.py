"""The laws and their provisions, with exact quotes and their sources.

A law is a file in ``criteria/laws``; which questions bear on it is a file of its own in
``criteria/mappings`` (docs/decisions/010-laws-are-files.md).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from questionnaires.document.source import read_yaml
from questionnaires.document.values import Value

CRITERIA = Path(__file__).resolve().parent / "criteria"
NOT_ASKED = "not_asked"  # whether a law binds depends on what nobody is asked here


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
    """Every law as shipped, for a buyer of whom no country is known."""
    files = sorted(
        (_read(path) for path in (CRITERIA / "laws").glob("*.yaml")),
        key=lambda data: int(data["order"]),
    )
    as_of = max(str(data["as_of"]) for data in files)
    criteria = {
        item["id"]: _criterion(item, data["id"])
        for data in files
        for item in data["provisions"]
    }
    return Catalogue(
        version=f"laws {as_of}",
        as_of=as_of,
        laws=tuple(_law(data) for data in files),
        criteria=criteria,
        framework_titles={
            item["id"]: str(item["title"])
            for framework in _read(CRITERIA / "frameworks.yaml")["frameworks"]
            for item in framework["items"]
        },
        mappings={
            folder.name: _mapped(folder, [str(data["id"]) for data in files])
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


def _read(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = read_yaml(path.read_text(encoding="utf-8"), path.name).data
    return data


def _law(data: Mapping[str, Any]) -> Law:
    duty = data["duty"]
    in_force = data["in_force"]
    return Law(
        id=data["id"],
        short=data["short"],
        title=data["title"],
        url=data["url"],
        note=data.get("note", ""),
        jurisdiction=data["jurisdiction"],
        of=duty["of"],
        who=duty["text"],
        duty=_when(duty.get("when")),
        applies=_when(data.get("applies")),
        since=_day(in_force.get("from")),
        until=_day(in_force.get("until")),
    )


def _criterion(item: Mapping[str, Any], law: str) -> Criterion:
    return Criterion(
        id=item["id"],
        law=law,
        ref=item["ref"],
        title=item["title"],
        in_plain_words=item.get("in_plain_words", ""),
        quote=item.get("quote", ""),
        source=item.get("source", ""),
        url=item.get("url", ""),
        verified=str(item.get("verified", "")),
        role=item.get("role", ""),
        parent=item.get("parent", ""),
        personal_data_only=bool(item.get("personal_data_only")),
        quote_language=item.get("quote_language", "en"),
        of=item.get("of", ""),
        when=_when(item.get("when")),
        since=_day(item.get("from")),
    )


def _when(data: Mapping[str, Any] | str | None) -> When:
    if data == NOT_ASKED:
        return When(is_asked=False)
    if data is None:
        return ALWAYS
    given: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
    return When(
        answers={
            name: tuple(codes)
            for name, codes in given.items()
            if name not in ("country", "tools")
        },
        countries=tuple(given.get("country", ())),
        needs_tools=bool(given.get("tools")),
    )


def _mapped(folder: Path, laws: list[str]) -> Mapped:
    """The mappings of one questionnaire together, in the order of the laws."""
    files = {data["law"]: data for data in map(_read, sorted(folder.glob("*.yaml")))}
    followers: dict[str, list[str]] = {}
    for law in laws:
        for name, leaders in files.get(law, {}).get("follows", {}).items():
            for leader in leaders:
                followers.setdefault(leader, []).append(name)
    found: dict[str, dict[str, tuple[str, ...]]] = {"questions": {}, "rules": {}}
    for part, named in found.items():
        for law in laws:
            for place, ids in files.get(law, {}).get(part, {}).items():
                named[place] = (*named.get(place, ()), *ids)
        for place, ids in named.items():
            also = [name for leader in ids for name in followers.get(leader, ())]
            named[place] = tuple(dict.fromkeys((*ids, *also)))
    return Mapped(frozenset(files), found["questions"], found["rules"])


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(str(text)) if text else None


def _in_force(
    day: datetime.date, since: datetime.date | None, until: datetime.date | None
) -> bool:
    return (since is None or since <= day) and (until is None or day <= until)
