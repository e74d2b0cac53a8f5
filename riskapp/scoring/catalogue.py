"""The provisions that answers are judged against, with exact quotes and their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from questionnaires.document.source import read_yaml

CRITERIA = Path(__file__).resolve().parent / "criteria"


@dataclass(frozen=True, slots=True)
class Law:
    """One instrument of law."""

    id: str
    short: str
    title: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One provision. ``quote`` is exact, in ``quote_language``; everything else is our wording."""

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


@dataclass(frozen=True)
class Catalogue:
    """The laws, their provisions by id, and the titles of other frameworks."""

    version: str
    as_of: str
    laws: tuple[Law, ...]
    criteria: Mapping[str, Criterion]
    framework_titles: Mapping[str, str]

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The provisions below each parent, in the order of the law."""
        found: dict[str, list[str]] = {}
        for criterion in self.criteria.values():
            if criterion.parent:
                found.setdefault(criterion.parent, []).append(criterion.id)
        return {parent: tuple(ids) for parent, ids in found.items()}

    def title_of(self, criterion_id: str) -> str:
        """The title of a provision or of a framework's item; the id itself when unknown."""
        if criterion_id in self.criteria:
            return self.criteria[criterion_id].title
        return self.framework_titles.get(criterion_id, criterion_id)


@lru_cache(maxsize=1)
def core_catalogue() -> Catalogue:
    """GDPR, the NIS2 directive and Regulation 2024/2690 as shipped."""
    files = [_read("gdpr.yaml"), _read("nis2.yaml")]
    frameworks = _read("frameworks.yaml")
    as_of = str(files[0]["as_of"])
    return Catalogue(
        version=f"gdpr-nis2 {as_of}",
        as_of=as_of,
        laws=tuple(_law(item) for file in files for item in file["laws"]),
        criteria={
            item["id"]: _criterion(item)
            for file in files
            for item in file["provisions"]
        },
        framework_titles={
            item["id"]: str(item["title"])
            for framework in frameworks["frameworks"]
            for item in framework["items"]
        },
    )


def known_criteria() -> frozenset[str]:
    """Every id a questionnaire may name."""
    catalogue = core_catalogue()
    return frozenset(catalogue.criteria) | frozenset(catalogue.framework_titles)


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = read_yaml(
        (CRITERIA / name).read_text(encoding="utf-8"), name
    ).data
    return data


def _law(item: Mapping[str, Any]) -> Law:
    return Law(
        id=item["id"],
        short=item["short"],
        title=item["title"],
        url=item["url"],
        note=item.get("note", ""),
    )


def _criterion(item: Mapping[str, Any]) -> Criterion:
    return Criterion(
        id=item["id"],
        law=item["law"],
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
    )
