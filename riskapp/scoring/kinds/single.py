"""One of some options: its own risk."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Kind, Option, Question
from questionnaires.document.values import Value
from riskapp.scoring.kinds.base import RatedKind, best_first, by_option, highest
from riskapp.scoring.rated.model import Evaluated, ScoringKind


class RatedSingle(RatedKind):
    """Evaluated by the option chosen; what is kept of it is the highest that may be."""

    kind = Kind.SINGLE
    fits_profile = True
    rules = (ScoringKind.OPTION,)

    def evaluate_value(
        self, _answer_set: AnswerSet, question: Question, value: Value, _entry_id: str
    ) -> Evaluated:
        return by_option(question, value)

    def evaluate_code(self, question: Question, code: str) -> Evaluated:
        return by_option(question, code)

    def best(
        self, _answer_set: AnswerSet, question: Question, _entry_id: str
    ) -> Iterator[Value]:
        for option in best_first(question.options):
            yield option.code

    def kept(self, within: Sequence[Option], _chosen: Collection[str]) -> str | None:
        most = highest(within)
        return most.code if most else None
