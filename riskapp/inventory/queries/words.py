"""Tools in the language of whoever reads the list."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from questionnaires.document.model import Document, Question
from questionnaires.document.wording import display_text
from riskapp.inventory.choices import RightsClass
from riskapp.inventory.models import Tool
from riskapp.shipped.core import core_document_in
from riskapp.tools.register import core_register

# Which columns lists show together; the others stand with the tool itself.
GROUPS = {
    "credential": "credential",
    "lifetime": "credential",
    "changed": "credential",
    "rights": "rights",
    "needed": "rights",
    "environments": "reach",
    "places": "content",
    "seen_from": "content",
    "retention": "content",
    "training": "content",
    "contract": "contract",
    "reviewed": "contract",
}


def document_of_reader() -> Document:
    """The core questionnaire in the language in force."""
    return core_document_in(get_language() or "en")


def words_of(tool: Tool) -> dict[str, str]:
    """Every column in words; in English one that the questionnaire in force does not ask."""
    language = get_language() or "en"
    document = core_document_in(language)
    words = dict(tool.display_texts)
    for column, value in tool.values.items():
        question = _question(document, column)
        if question is None:
            continue
        codes = value if isinstance(value, list) else [value]
        if all(isinstance(code, str) and code in question.choices for code in codes):
            is_one = isinstance(value, str)
            words[column] = _chosen(language, column, tuple(codes), is_one)
        else:
            words[column] = display_text(document, question, value)
    return words


@lru_cache(maxsize=4096)
def _chosen(
    language: str,
    column: str,
    codes: tuple[str, ...],
    is_one: bool,  # noqa: FBT001  # what is kept is found by place
) -> str:
    """What was chosen among few, in words: many tools say the same."""
    document = core_document_in(language)
    question = _question(document, column)
    assert question is not None  # noqa: S101  # it has these choices
    value: Any = codes[0] if is_one else list(codes)
    return display_text(document, question, value)


def corrections_of(tool: Tool) -> dict[str, list[dict[str, Any]]]:
    """The corrections in words, by the group of columns that lists show them with."""
    document = document_of_reader()
    groups: dict[str, list[dict[str, Any]]] = {}
    for column, stored in tool.corrections.items():
        question = _question(document, column)
        words = {**stored, "display_text": stored["said"]}  # as stored
        if question is not None:
            words["display_text"] = display_text(document, question, stored["before"])
            words["counts"] = display_text(document, question, stored["after"])
        groups.setdefault(GROUPS.get(column, "tool"), []).append(words)
    return groups


def in_words(tools: Iterable[Tool]) -> list[dict[str, Any]]:
    """Each tool with its words and what a reviewer corrected, for a list."""
    return [
        {
            "tool": tool,
            "words": words_of(tool),
            "corrected": corrections_of(tool),
            "rights_class": RightsClass(tool.highest).label,
        }
        for tool in tools
    ]


def _question(document: Document, column: str) -> Question | None:
    return document.questions.get(core_register().columns.get(column, ""))
