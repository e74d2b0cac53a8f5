"""The core questionnaire, read once for each language."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from questionnaires.document.model import Document
from questionnaires.document.parsing import (
    document_from_data,
    load_document,
    load_source,
)
from questionnaires.document.translation import texts_in, translated

CONTENT = Path(__file__).resolve().parent / "content"
CORE = CONTENT / "ai-toolchain-partner.yaml"


@lru_cache(maxsize=1)
def core_document() -> Document:
    """The core questionnaire in English."""
    return load_document(CORE)


@lru_cache(maxsize=32)
def core_document_in(language: str) -> Document:
    """The core questionnaire in a language such as ``de`` or ``de-AT``; in English where
    nobody translated it."""
    name = language.partition("-")[0]
    if not texts_in(core_document().id, name):
        return core_document()
    return document_from_data(translated(load_source(CORE).data, name))
