"""A questionnaire in another language: a file of texts beside it, and nothing else.

``content/NAME.LANGUAGE.po`` maps the English words of a document to another language. What
is not translated, or was changed since, stays English.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.pofile import read_po

from questionnaires.document.parsing import CONTENT

# The keys of a document whose values people read.
TEXTS = frozenset(
    {
        "title",
        "intro",
        "text",
        "guidance",
        "evidence",
        "finding",
        "remedy",
        "label",
        "why",
        "way_out",
        "entry",
    }
)


def translated(data: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """The plain data of a document with its texts in a language; the same data for English."""
    texts = texts_in(str(data.get("id", "")), language)
    if not texts:
        return data
    changed = {
        key: _walk(value, texts) if key != "countries" else value
        for key, value in data.items()
    }
    changed["title"] = texts.get(str(data.get("title")), data.get("title"))
    if isinstance(data.get("countries"), Mapping):
        changed["countries"] = _countries(data["countries"], language)
    return changed


@lru_cache(maxsize=32)
def texts_in(name: str, language: str) -> Mapping[str, str]:
    """The texts of a questionnaire by their English; empty where no file is at hand."""
    path = CONTENT / f"{name}.{language}.po"
    if Path(path.name).name != path.name or not path.is_file():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }


def readable_texts(value: Any, key: str = "") -> list[str]:
    """Every text of a document that people read, in its order, each once."""
    found: dict[str, None] = {}

    def visit(value: Any, key: str) -> None:
        if isinstance(value, Mapping):
            for name, part in value.items():
                if name != "countries":
                    visit(part, name)
        elif isinstance(value, list):
            for part in value:
                visit(part, "")
        elif isinstance(value, str) and key in TEXTS:
            found[value] = None

    visit(value, key)
    return list(found)


def _walk(value: Any, texts: Mapping[str, str], key: str = "") -> Any:
    if isinstance(value, Mapping):
        return {name: _walk(part, texts, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_walk(part, texts) for part in value]
    if isinstance(value, str) and key in TEXTS:
        return texts.get(value, value)
    return value


def _countries(data: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """Names of countries from the Unicode CLDR; the English one stays as another name."""
    try:
        names = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return data
    listed = []
    for country in data.get("countries", ()):
        name = names.get(country["code"], country["name"])
        others = [*country.get("aliases", ())]
        if name != country["name"]:
            others.append(country["name"])
        listed.append({**country, "name": name, "aliases": others})
    return {**data, "countries": listed}
