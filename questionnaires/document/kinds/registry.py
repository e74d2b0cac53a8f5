"""Every kind of question by its name."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.document.kinds.base import QuestionKind
from questionnaires.document.kinds.countries import Countries
from questionnaires.document.kinds.date import Date
from questionnaires.document.kinds.legal_bases import LegalBases
from questionnaires.document.kinds.multi import Multi
from questionnaires.document.kinds.names import Kind
from questionnaires.document.kinds.number import Number
from questionnaires.document.kinds.single import Single
from questionnaires.document.kinds.text import Text
from questionnaires.document.model import Question

KINDS: Mapping[Kind, QuestionKind] = {
    kind.kind: kind
    for kind in (
        Single(),
        Multi(),
        Number(),
        Date(),
        Text(),
        Countries(),
        LegalBases(),
    )
}


def kind_of(question: Question) -> QuestionKind:
    """What is decided by the kind of a question."""
    return KINDS[question.kind]
