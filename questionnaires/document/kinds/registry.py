"""Every kind of question by its name: those of this package, and those a product brings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from questionnaires.document.extending import Extension, extension
from questionnaires.document.kinds.base import QuestionKind
from questionnaires.document.kinds.countries import Countries
from questionnaires.document.kinds.date import Date
from questionnaires.document.kinds.multi import Multi
from questionnaires.document.kinds.number import Number
from questionnaires.document.kinds.single import Single
from questionnaires.document.kinds.text import Text
from questionnaires.document.model import Question

BUILT_IN: Mapping[str, QuestionKind] = {
    kind.kind: kind
    for kind in (
        Single(),
        Multi(),
        Number(),
        Date(),
        Text(),
        Countries(),
    )
}


def kind_of(question: Question) -> QuestionKind:
    """What is decided by the kind of a question; KeyError for a kind nobody brings any more."""
    return _kinds(extension())[question.kind]


def kinds() -> Mapping[str, QuestionKind]:
    """Every kind there is, by its name in a document."""
    return _kinds(extension())


@lru_cache(maxsize=8)
def _kinds(product: Extension) -> Mapping[str, QuestionKind]:
    return {**BUILT_IN, **{kind.kind: kind for kind in product.kinds}}
