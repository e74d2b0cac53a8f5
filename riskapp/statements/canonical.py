"""Canonical JSON (RFC 8785) of what statements are made of, and JSON read strictly.

There are no fractions in a statement, so numbers are whole ones that every reader of JSON
keeps as they are.
"""

from __future__ import annotations

import json
from typing import Any

MAX_DEPTH = 12
MAX_WHOLE = 2**53 - 1


def canonical(data: Any) -> bytes:
    """The one way to write plain data down; raises ValueError for what cannot be written so."""
    return _written(data, MAX_DEPTH).encode()


def read_strictly(content: bytes) -> Any:
    """What JSON says, without keys that stand twice and without what :func:`canonical` cannot
    write. Raises ValueError."""
    try:
        data = json.loads(
            content.decode(), object_pairs_hook=_no_twins, parse_constant=_refused
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    canonical(data)
    return data


def _written(data: Any, depth: int) -> str:
    if depth == 0:
        raise ValueError("nested too deeply")
    if isinstance(data, dict):
        if not all(isinstance(key, str) for key in data):
            raise ValueError("a key is no text")
        rows = sorted(data.items(), key=lambda row: row[0].encode("utf-16-be"))
        inner = (f"{_text(key)}:{_written(own, depth - 1)}" for key, own in rows)
        return f"{{{','.join(inner)}}}"
    if isinstance(data, list | tuple):
        return f"[{','.join(_written(own, depth - 1) for own in data)}]"
    if isinstance(data, str):
        return _text(data)
    if data is None or isinstance(data, bool):
        return json.dumps(data)
    if isinstance(data, int) and abs(data) <= MAX_WHOLE:
        return str(data)
    raise ValueError("neither text, whole number, truth, list nor object")


def _text(text: str) -> str:
    text.encode()  # half of a surrogate pair is no text
    if "\x00" in text:
        raise ValueError("a sign that no database keeps")
    return json.dumps(text, ensure_ascii=False)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")
