"""The official words of the law in another language: each in two copies that agree.

``quotes.LANGUAGE.yaml`` beside whatever is quoted holds them. They are found and compared, never
translated; what is missing there stays English.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from questionnaires.document.checker import Checker
from questionnaires.document.source import Source, read_file

SCHEMA = 1
COPIES = 2  # that must agree before a quote is taken over
MAX_QUOTES = 1000
_TOP = {"schema", "language", "verified", "verification", "quotes"}


@dataclass(frozen=True, slots=True)
class Quote:
    """Exact words, and the copies that agree on them."""

    text: str
    copies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficialQuotes:
    """What was verified in one language, by what it is a quote of, and on which day."""

    verified: str = ""
    by_id: Mapping[str, Quote] = field(default_factory=dict)


def quotes_file(folder: Path, language: str) -> Source | None:
    """The file of a language; None where there is none, or what is asked for is no language."""
    path = folder / f"quotes.{language}.yaml"
    if not language.replace("-", "").isalnum() or not path.is_file():
        return None
    return read_file(path)


def parse_official(
    source: Source, language: str, what: str, known: Collection[str]
) -> OfficialQuotes:
    """Check plain data; raises DocumentError with every fault.

    Each quote is of one of the ``known``, which a fault calls ``what``, and names two copies that
    are described in the same file; each of the known is quoted once.
    """
    check = Checker(source)
    top = check.mapping(source.data, (), _TOP)
    check.schema(top, SCHEMA)
    check.one_of(top.get("language"), ("language",), "language", [language])
    verified = check.text(top, "verified", (), need=True, most=10)
    described = top.get("verification") or {}
    sources = described.get("sources") if isinstance(described, dict) else None
    copies_known = sources if isinstance(sources, dict) else {}
    found: dict[str, Quote] = {}
    for item, path in check.items(top.get("quotes"), ("quotes",), MAX_QUOTES):
        data = check.mapping(item, path, {"id", "copies", "quote"})
        quote = check.text(data, "quote", path, need=True, most=1000)
        copies = check.all_known(data, "copies", path, "copy", copies_known)
        name = check.known(data, "id", path, what, known)
        if len(set(copies)) < COPIES:
            check.fault(
                (*path, "copies"), "a quote from one copy", "two copies that agree"
            )
        if name in found:
            check.fault((*path, "id"), f"'{name}' stands twice", "each once")
        elif name:
            found[name] = Quote(quote, copies)
    check.done()
    return OfficialQuotes(verified, found)
