"""What one questionnaire takes as an answer, for data that speaks of its answers."""

from __future__ import annotations

import datetime

from questionnaires.document.cleaning import clean
from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.model import Document, Question
from questionnaires.document.values import Value


def codes_in(document: Document, question: Question) -> frozenset[str]:
    """Every code an answer to a question can hold: its options, and countries where it asks
    for them."""
    places = document.countries if kind_of(question).names_places else ()
    return frozenset((*question.choices, *places))


def still_an_answer(
    document: Document, question: Question, value: Value | None
) -> bool:
    """Whether a value can be given in this document; None is none and always fits."""
    if value is None:
        return True
    try:
        return clean(document, question, value, as_of=datetime.date.max) == value
    except AnswerError:
        return False
