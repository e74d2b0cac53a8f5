"""JSON pointers (RFC 6901), with ``*`` for every item of a list or every key."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple


class PointerMatch(NamedTuple):
    """A value that a pattern led to: its pointer, what its stars stood for, and the value."""

    pointer: str
    stars: tuple[str, ...]
    value: Any


MISSING = object()


@lru_cache(maxsize=4096)
def parts_of(pointer: str) -> tuple[str, ...]:
    """The keys of a pointer; raises ValueError where it is none."""
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise ValueError(f"'{pointer}' is no JSON pointer")
    return tuple(
        part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/")
    )


def joined(pointer: str, key: object) -> str:
    """A pointer, one step further."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def get(data: Any, pointer: str) -> Any:
    """The value at a pointer without stars, or MISSING."""
    for part in parts_of(pointer):
        data = _step(data, part)
        if data is MISSING:
            break
    return data


def select(data: Any, pattern: str) -> Iterator[PointerMatch]:
    """Every place a pattern leads to, in the order of the file."""
    if "*" not in pattern:
        value = get(data, pattern)
        return (
            iter(()) if value is MISSING else iter((PointerMatch(pattern, (), value),))
        )
    return _select(data, parts_of(pattern), "", ())


def _select(
    data: Any, parts: tuple[str, ...], pointer: str, stars: tuple[str, ...]
) -> Iterator[PointerMatch]:
    if not parts:
        yield PointerMatch(pointer, stars, data)
        return
    first, rest = parts[0], parts[1:]
    if first != "*":
        found = _step(data, first)
        if found is not MISSING:
            yield from _select(found, rest, joined(pointer, first), stars)
        return
    items: Any = ()
    if isinstance(data, dict):
        items = data.items()
    elif isinstance(data, list):
        items = enumerate(data)
    for key, value in items:
        yield from _select(value, rest, joined(pointer, key), (*stars, str(key)))


def _step(data: Any, part: str) -> Any:
    if isinstance(data, dict):
        return data.get(part, MISSING)
    if isinstance(data, list) and part.isdigit() and len(part) < 8:
        index = int(part)
        return data[index] if index < len(data) else MISSING
    return MISSING
