"""Names in a statement or a key: short, and read in the order they are kept."""

from __future__ import annotations

import unicodedata
from typing import Any

MAX_NAME = 200
# Marks that change the direction of reading, as the bidirectional algorithm calls them.
_DIRECTING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def plain_name(given: Any, *, may_be_empty: bool = False) -> str:
    """A name as it is; raises ValueError for what is none."""
    if not isinstance(given, str) or len(given) > MAX_NAME:
        raise ValueError("not a short text")
    if not given.strip() and not may_be_empty:
        raise ValueError("no name")
    for char in given:
        if (
            unicodedata.category(char) in ("Cc", "Cs")
            or unicodedata.bidirectional(char) in _DIRECTING
        ):
            raise ValueError("a sign that no name has")
    return given
