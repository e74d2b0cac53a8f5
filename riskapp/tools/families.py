"""Which families of models stand behind a tool, as far as a name or published terms say so.

The file (``content/ai_models.yaml``) says it of plans of the catalogue, with the fact that names
it, and which words in a name mean it. A tool of neither has no family: that is "not known".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from questionnaires.document.checker import Checker
from questionnaires.document.source import Path, Source, read_file
from riskapp.tools.catalogue import CONTENT, ToolCatalogue, core_catalogue

SCHEMA = "ai-models/1"
OWN = "own"  # the product of whoever makes the model
MOST_NAME = 40

_TOP = {"schema", "models"}
_MODEL = {"id", "name", "maker", "words", "plans"}


@dataclass(frozen=True, slots=True)
class ModelFamily:
    """The models of one maker under one name; ``plans`` are the entries of the catalogue that
    are built on them, with the fact that says so (``OWN``: they are the maker's)."""

    id: str
    name: str
    maker: str
    words: tuple[str, ...]
    plans: Mapping[str, str]

    def is_in(self, text: str) -> bool:
        """Whether a name says it: as a whole word, after which a number may follow."""
        return bool(_pattern(self.words).search(text))


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(re.escape(word) for word in words)
    return re.compile(rf"(?<![^\W_])(?:{either})\d*(?![^\W_])", re.IGNORECASE)


def families_of(plan: str, *names: str) -> list[str]:
    """The names of the families behind a tool: of its plan of the catalogue ("" for none), and
    those that its own names say."""
    return [
        family.name
        for family in core_families()
        if plan in family.plans or any(family.is_in(name) for name in names)
    ]


@lru_cache(maxsize=1)
def core_families() -> tuple[ModelFamily, ...]:
    """The families as shipped, checked against the catalogue as shipped."""
    return parse_families(read_file(CONTENT / "ai_models.yaml"), core_catalogue())


def parse_families(source: Source, catalogue: ToolCatalogue) -> tuple[ModelFamily, ...]:
    """Check families and build them; raises DocumentError with every fault found, as where a
    plan is not in the catalogue, or does not say anywhere what it is said to say."""
    check = Checker(source)
    top = check.mapping(source.data, (), _TOP)
    check.schema(top, SCHEMA)
    found = check.each(
        top.get("models"),
        ("models",),
        lambda item, path: _family(check, catalogue, item, path),
        what="model",
    )
    check.done()
    return found


def _family(
    check: Checker, catalogue: ToolCatalogue, data: Any, path: Path
) -> ModelFamily:
    item = check.mapping(data, path, _MODEL)
    plans = check.mapping(item.get("plans") or {}, (*path, "plans"), catalogue.plans)
    named = {plan: str(where) for plan, where in plans.items()}
    for plan, where in named.items():
        known = catalogue.plans.get(plan)
        if known and where != OWN and where not in known.facts:
            expected = ", ".join((OWN, *known.facts))
            check.fault((*path, "plans", plan), f"'{where}' is not said", expected)
    return ModelFamily(
        check.text(item, "id", path, need=True),
        check.text(item, "name", path, need=True, most=MOST_NAME),
        check.text(item, "maker", path, need=True),
        check.texts(item, "words", path),
        named,
    )
