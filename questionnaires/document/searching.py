"""Finding words in what people wrote."""

from __future__ import annotations

import unicodedata

MAX_SEARCH = 100


def all_words(wanted: str, text: str) -> bool:
    """Whether every word that is wanted stands in the text, whatever the case."""
    found = _plain(text)
    return all(word in found for word in _plain(wanted[:MAX_SEARCH]).split())


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
