"""How people write yes, no and units, in the languages spoken here: words of a file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from questionnaires.document.source import read_file

FILE = Path(__file__).resolve().parent.parent / "content" / "written.yaml"


def words_for(code: str) -> tuple[str, ...]:
    """The words for "yes", for "no" or for a unit, in lower case; none for any other code."""
    return _written().get(code, ())


@cache
def _written() -> Mapping[str, tuple[str, ...]]:
    data = read_file(FILE).data
    return {code: tuple(map(str, words)) for code, words in data.items()}
