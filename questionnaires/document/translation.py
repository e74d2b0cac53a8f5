"""A questionnaire in another language: a file of texts beside it, and nothing else.

``NAME.LANGUAGE.po``, beside the questionnaires that a product ships, maps the English words of a document to another language. What
is not translated, or was changed since, stays English.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from questionnaires.document.extending import extension

# The keys of a document whose values people read; a product's own come beside them.
TEXTS = frozenset(
    {
        "title",
        "intro",
        "text",
        "guidance",
        "evidence",
        "label",
        "entry",
    }
)

# Parts that hold codes only, although some of their keys are named like texts.
CODES = frozenset({"when", "show_if"})


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the texts of plain data stand: the keys of texts, of parts that hold codes only,
    and of texts that stand in lists."""

    texts: frozenset[str] = TEXTS
    codes: frozenset[str] = CODES
    lists: frozenset[str] = frozenset()


def document_keys() -> Keys:
    """Where the texts of a document stand, with those a product added."""
    return Keys(texts=TEXTS | set(extension().texts))


def translated(data: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """The plain data of a document with its texts in a language; the same data for English."""
    texts = texts_in(str(data.get("id", "")), language)
    if not texts:
        return data
    keys = document_keys()
    changed = {
        key: reworded(value, texts, keys) if key != "countries" else value
        for key, value in data.items()
    }
    changed["title"] = texts.get(str(data.get("title")), data.get("title"))
    if isinstance(data.get("countries"), Mapping):
        changed["countries"] = _countries(data["countries"], language)
    return changed


def texts_in(name: str, language: str) -> Mapping[str, str]:
    """The texts of a questionnaire by their English; empty where no file is at hand."""
    core = extension().core
    if core is None or Path(name).name != name:
        return {}
    return _texts(core.parent / f"{name}.{language}.po")


@lru_cache(maxsize=32)
def _texts(path: Path) -> Mapping[str, str]:
    return read_texts(path)


def read_texts(path: Path) -> Mapping[str, str]:
    """What a file of texts translates, by its English; empty where there is no such file."""
    if not path.is_file():
        return {}
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        catalogue = read_po(file)
    return {
        str(message.id): str(message.string)
        for message in catalogue
        if message.id and message.string and not message.fuzzy
    }


def reworded(value: Any, texts: Mapping[str, str], keys: Keys, key: str = "") -> Any:
    """Plain data with the texts under these keys in another language."""
    if isinstance(value, Mapping):
        return {
            name: part if name in keys.codes else reworded(part, texts, keys, name)
            for name, part in value.items()
        }
    if isinstance(value, list):
        inner = key if key in keys.lists else ""
        return [reworded(part, texts, keys, inner) for part in value]
    if isinstance(value, str) and key in keys.texts:
        return texts.get(value, value)
    return value


def _countries(data: Mapping[str, Any], language: str) -> Mapping[str, Any]:
    """Names of countries from the Unicode CLDR; the English one stays as another name."""
    names = _country_names(language)
    if not names:
        return data
    listed = []
    for country in data.get("countries", ()):
        name = names.get(country["code"], country["name"])
        others = [*country.get("aliases", ())]
        if name != country["name"]:
            others.append(country["name"])
        listed.append({**country, "name": name, "aliases": others})
    return {**data, "countries": listed}


def _country_names(language: str) -> dict[str, str]:
    """Names by code, of the language and then of its region: ``pt`` and ``pt_BR``. Of a whole
    locale every process would keep three times as much in memory."""
    from babel import localedata

    parts = language.split("_")
    names: dict[str, str] = {}
    for end in range(1, len(parts) + 1):
        part = "_".join(parts[:end])
        if localedata.exists(part):
            names |= localedata.load(part, merge_inherited=False).get("territories", {})
    return names
