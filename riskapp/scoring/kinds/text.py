"""Words of somebody's own: that there are some."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Kind, Question
from questionnaires.document.values import Value
from questionnaires.document.words import mark
from questionnaires.document.words import say as _
from riskapp.scoring.kinds.base import RatedKind
from riskapp.scoring.rated.model import Evaluated, ScoringKind

ANY_TEXT = "–"
FILLED = mark("Filled in")


class RatedText(RatedKind):
    """Any text is as good as any other."""

    kind = Kind.TEXT
    sentences = (FILLED,)
    rules = (ScoringKind.FILLED,)

    def evaluate_value(
        self, _answer_set: AnswerSet, _question: Question, _value: Value, _entry_id: str
    ) -> Evaluated:
        return Evaluated(0, _(FILLED))

    def alike(self, _question: Question, value: Value) -> Hashable:
        return isinstance(value, str)

    def best(
        self, _answer_set: AnswerSet, _question: Question, _entry_id: str
    ) -> Iterator[Value]:
        yield ANY_TEXT
