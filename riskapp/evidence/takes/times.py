"""Days and lengths of time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from riskapp.evidence import days
from riskapp.evidence.takes.place import Here, Taken, take


@take
def day(here: Here, at: tuple[str, ...], options: Mapping[str, Any]) -> Iterator[Taken]:
    """A day; ``missing`` (such as never, or none) where there is none."""
    value, pointer = here.first(at)
    found = days.day(value)
    if found:
        yield Taken(found, pointer)
    elif "missing" in options and (
        value is None or str(value) in options.get("absent", ())
    ):
        yield Taken(str(options["missing"]), pointer or (at[0] if at else ""))


@take
def hours(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """Hours from ``since`` to the place; ``missing`` where there is no end."""
    value, pointer = here.first(at)
    since, _ = here.first(tuple(options["since"]))
    found = days.hours_between(since, value)
    if found is not None:
        yield Taken(found, pointer)
    elif value is None and "missing" in options and since is not None:
        yield Taken(str(options["missing"]), pointer or at[0])


@take
def lasting(
    here: Here, at: tuple[str, ...], options: Mapping[str, Any]
) -> Iterator[Taken]:
    """A length of time as Go and protobuf write it, in hours; ``missing`` in hours."""
    value, pointer = here.first(at)
    seconds: int | None = None
    if isinstance(value, dict):
        inner = str(value.get("seconds"))
        seconds = int(inner) if inner.isdigit() and len(inner) < 12 else None
    elif isinstance(value, str):
        seconds = _seconds(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        seconds = value // 10**9 if value > 10**9 else value
    if seconds:
        yield Taken(-(-seconds // 3600), pointer)
    elif value is None and "missing" in options:
        yield Taken(int(options["missing"]), at[0])


def _seconds(text: str) -> int | None:
    parts = re.findall(r"([0-9]{1,9})(h|m|s)", text)
    if "".join(a + b for a, b in parts) != text.strip():
        return None
    return sum(int(a) * {"h": 3600, "m": 60, "s": 1}[b] for a, b in parts)
