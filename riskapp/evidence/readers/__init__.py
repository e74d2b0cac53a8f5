"""Readers of plain text: each gives the documents of a file, one after the other.

A file of one object is one document; a list, JSON Lines and a table give one for each entry,
without holding them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DocumentPart:
    """One document of a file, the pointer to it, and its line (0: not known)."""

    data: Any
    pointer: str = ""
    line: int = 0


def _nowhere(_: Iterable[str]) -> dict[str, int]:
    return {}


@dataclass(frozen=True)
class Opened:
    """What a reader made of a file. ``lines`` finds the lines of pointers, afterwards."""

    kind: str
    parts: Iterable[DocumentPart]
    lines: Callable[[Iterable[str]], dict[str, int]] = _nowhere
    warnings: tuple[str, ...] = ()
