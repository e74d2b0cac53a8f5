"""The catalogue of AI tools, its map and the follow-up rules in other languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from questionnaires.document.translation import CODES, Keys, read_texts, reworded
from riskapp.tools.catalogue import CONTENT

KEYS = Keys(
    texts=frozenset(
        {
            "plan",
            "provider_doubt",
            "caution",
            "value",
            "is",
            "note",
            "reason",
            "label",
            "text",
            "title",
            "words",
        }
    ),
    codes=CODES | {"fits", "use"},
    lists=frozenset({"value", "is"}),
)


@lru_cache(maxsize=32)
def texts_in(name: str, language: str) -> Mapping[str, str]:
    """The texts of one of our files by their English; empty where nobody translated it."""
    return read_texts(CONTENT / f"{name}.{language}.po")


def translated_tools(data: Any, language: str) -> Any:
    """The plain data of the catalogue of AI tools, or of its map, in a language.

    Both are translated alike, so that the map still finds the values it speaks of.
    """
    texts = texts_in("ai_tools", language)
    return reworded(data, texts, KEYS) if texts else data
