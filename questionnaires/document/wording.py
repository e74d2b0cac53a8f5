"""An answer in words, for pages, reports and the copy that is kept."""

from __future__ import annotations

from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.model import Document, Question
from questionnaires.document.values import Value
from questionnaires.document.words import say as _


def display_text(document: Document, question: Question, value: Value | None) -> str:
    """What was answered, in words; never raises, whatever an old version allowed."""
    if value is None:
        return _("Not answered")
    if isinstance(value, dict) and "not_applicable" in value:
        return _("Not applicable: %(reason)s") % {"reason": value["not_applicable"]}
    return kind_of(question).display_text(document, question, value)
