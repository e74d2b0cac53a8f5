"""What answers that were given say about others, for somebody to confirm."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.cleaning import clean
from questionnaires.document.conditions import questions_of
from questionnaires.document.errors import AnswerError
from questionnaires.document.model import Condition
from questionnaires.document.values import Value, is_reason


@dataclass(frozen=True, slots=True)
class Consequence:
    """What other answers say about one: where ``when`` holds, and all it looks at counts, the
    answer ``use`` is proposed, or the one of the question ``taken_from``."""

    question: str
    when: Condition
    reason: str
    use: Value | None = None
    taken_from: str = ""

    @property
    def looks_at(self) -> set[str]:
        """Every question whose answer it rests on."""
        named = {self.taken_from} if self.taken_from else set()
        return named | set(questions_of(self.when))

    def holds(self, answer_set: AnswerSet, entry_id: str) -> bool:
        """Whether all it looks at is answered and counts, and its condition holds."""
        questions = answer_set.document.questions
        for name in self.looks_at:
            place = (name, entry_id if questions[name].repeated else "")
            if answer_set.state(*place) is not State.ANSWERED:
                return False
        return answer_set.holds(self.when, entry_id)

    def value(self, answer_set: AnswerSet, entry_id: str) -> Value | None:
        """The answer it proposes; None where the one it is taken from says nothing of this."""
        if not self.taken_from:
            return self.use
        document = answer_set.document
        source = document.questions[self.taken_from]
        given = answer_set.value(source.id, entry_id if source.repeated else "")
        if given is None or is_reason(given) or given in tuple(source.choices):
            return None  # "never" or "not known" of all says something else of one
        try:
            question = document.questions[self.question]
            return clean(document, question, given, as_of=answer_set.as_of)
        except AnswerError:
            return None
