"""Texts, numbers and words of a closed list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from riskapp.evidence.pointers import select
from riskapp.evidence.takes.place import Here, Taken, take


@take
def text(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """A short text; ``default`` where nothing stands there."""
    value, pointer = here.first(at)
    found = here.text(value) or str(options.get("default", ""))
    if found:
        yield Taken(found, pointer)


@take
def each_text(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Every short text that the pointers lead to."""
    for pattern in at:
        for found in select(here.place.value, pattern):
            if word := here.text(found.value):
                yield Taken(word, found.pointer)


@take
def flag(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Yes or no, as programs write it; ``default`` where nothing stands there."""
    value, pointer = here.first(at)
    word = str(value).strip().lower()
    if word in {"true", "1", "yes", "on", "enabled"}:
        yield Taken(True, pointer)  # noqa: FBT003 - the value of the fact
    elif word in {"false", "0", "no", "off", "disabled"}:
        yield Taken(False, pointer)  # noqa: FBT003 - the value of the fact
    elif "default" in options:
        yield Taken(bool(options["default"]), pointer)


@take
def number(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """A whole number."""
    value, pointer = here.first(at)
    if isinstance(value, int) and not isinstance(value, bool):
        yield Taken(value, pointer)
    elif isinstance(value, str) and value.isdigit() and len(value) < 16:
        yield Taken(int(value), pointer)


@take
def count(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """How many entries a list or an object has."""
    value, pointer = here.first(at)
    if isinstance(value, (list, dict)):
        yield Taken(len(value), pointer)


@take
def present(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """A given word, where something stands there that is not empty."""
    value, pointer = here.first(at)
    if value not in (None, "", [], {}, False):
        yield Taken(str(options.get("word", "yes")), pointer)


@take
def codes(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Words looked up in a ``table``: a text, each of a list, or "key:value" of an object.

    With ``many`` all that were found are one value; ``other`` stands for what is not known.
    """
    value, pointer = here.first(at)
    table: Mapping[str, Any] = options["table"]
    found: list[str] = []
    for word in _words_in(value):
        meant = table.get(word, table.get(word.lower(), options.get("other", [])))
        for code in [meant] if isinstance(meant, str) else meant:
            if code not in found:
                found.append(code)
    if options.get("many"):
        if found:
            yield Taken(tuple(sorted(found)), pointer)
    elif found:
        yield Taken(found[0], pointer)


def _words_in(value: Any) -> Iterator[str]:
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, (str, int)):
        yield str(value)
    elif isinstance(value, list):
        for item in value[:10_000]:
            if isinstance(item, (str, int)):
                yield str(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, (str, int, bool)):
                yield f"{key}:{item}"
            elif isinstance(item, dict):
                yield from _words_in(item)
