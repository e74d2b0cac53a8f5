"""From what somebody typed to a canonical value, or to words on how to mend it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from questionnaires.document.characters import is_visible
from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.base import Context
from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.kinds.text import text_of
from questionnaires.document.model import Document, Question
from questionnaires.document.values import Value
from questionnaires.document.words import say as _

MAX_REASON = 2_000


def clean(
    document: Document, question: Question, raw: object, *, as_of: datetime.date
) -> Value:
    """The canonical value of an answer; raises AnswerError with words a person can act on.

    ``as_of`` is the last day a date may name.
    """
    if isinstance(raw, Mapping) and "not_applicable" in raw:
        return _reason(question, raw)
    return kind_of(question).clean(Context(document, as_of), question, raw)


def _reason(question: Question, raw: Mapping[Any, Any]) -> Value:
    if set(raw) != {"not_applicable"}:
        raise AnswerError(
            question.id,
            _("Give either an answer or the reason why it does not apply, not both."),
        )
    reason = raw["not_applicable"]
    if reason is None or (isinstance(reason, str) and not is_visible(reason)):
        raise AnswerError(
            question.id,
            _("Say why it does not apply; without a reason it does not count."),
        )
    return {"not_applicable": text_of(question, reason, MAX_REASON)}
