"""Whether a condition holds, and why, asked one question and one entry at a time: plainly.

What is read in columns (``standing``, ``because``) is held to it by the tests. It is asked itself
where an answer is assumed, or a condition of a place of which its questions are not asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.condition_terms import term_holds
from questionnaires.document.conditions import questions_of
from questionnaires.document.model import (
    All,
    AnyEntry,
    AnyOf,
    Condition,
    ConditionTerm,
    Document,
    Not,
    Test,
)
from riskapp.scoring.because import Because, Reasons, order_of_questions
from riskapp.scoring.kinds.registry import rated_kind
from riskapp.scoring.standing import AnswerStanding, Place

# Plain numbers: conditions are asked thousands of times a score.
FALSE, POSSIBLE, TRUE = 0, 1, 2


class OneByOne:
    """The answers of one answer set, of which each question knows how it stands: in the columns
    ``_standing``, in which the answer set has the ``_number``. An answer that is ``_assumed`` is
    as good as it can be."""

    document: Document
    answer_set: AnswerSet
    _standing: AnswerStanding
    _because: Because
    _number: int
    _empty: tuple[str, ...]

    def __init__(self) -> None:
        self._roots: dict[Place, tuple[str, ...]] = {}
        self._assumed: frozenset[str] = frozenset()

    def in_order(self, names: Collection[str]) -> tuple[str, ...]:
        """Questions in the order of the document, whatever the order of the entries."""
        order = self.document.kept("order of questions", order_of_questions)
        return tuple(sorted({*names}, key=order.__getitem__))

    def plain_reasons(self, condition: Condition, entry_id: str) -> Reasons:
        """What a condition rests on, found one question at a time."""
        held = self._truth(condition, entry_id, negated=False)
        if held == FALSE:
            return Reasons()
        found = list(self._reasons(condition, entry_id, negated=False))
        because = tuple(dict.fromkeys(question for question, _gone in found))
        if held == TRUE:
            return Reasons(because)
        missing = self.in_order({question for question, gone in found if gone})
        alone = tuple(q for q in missing if self._settled_by(q, condition, entry_id))
        return Reasons(tuple(dict.fromkeys((*because, *missing))), missing, alone)

    # Whether it holds, with negations pushed down to the terms.

    def _truth(self, condition: Condition, entry_id: str, *, negated: bool) -> int:
        if not self._assumed:
            found = self._standing.truth(
                condition, entry_id, self._number, negated=negated
            )
            if found is not None:
                return found
        if isinstance(condition, ConditionTerm):
            return self._term(condition, entry_id, negated=negated)
        if isinstance(condition, Not):
            return self._truth(condition.condition, entry_id, negated=not negated)
        if isinstance(condition, All | AnyOf):
            return self._together(condition, entry_id, negated=negated)
        return self._any_entry(condition, negated=negated)

    def _together(self, condition: All | AnyOf, entry_id: str, *, negated: bool) -> int:
        """The least of what all parts must be, the most of what one of them may be."""
        every = isinstance(condition, All) is not negated
        settled = FALSE if every else TRUE
        found = TRUE if every else FALSE
        for part in condition.conditions:
            held = self._truth(part, entry_id, negated=negated)
            if (held < found) if every else (held > found):
                found = held
                if found == settled:
                    break
        return found

    def _any_entry(self, condition: AnyEntry, *, negated: bool) -> int:
        entries = self.answer_set.entries(condition.section)
        if condition.where is None:
            if condition.section in self._empty:
                return POSSIBLE
            return TRUE if bool(entries) is not negated else FALSE
        held = [self._truth(condition.where, e.id, negated=negated) for e in entries]
        return min(held, default=TRUE) if negated else max(held, default=FALSE)

    def _term(self, term: ConditionTerm, entry_id: str, *, negated: bool) -> int:
        known = min(self._knowing(name, entry_id) for name in term.questions)
        if self._assumed and not self._assumed.isdisjoint(
            self._behind(term, entry_id) if known != TRUE else ()
        ):
            return FALSE
        holds = term_holds(self.answer_set, term, entry_id)
        if known == TRUE:
            return TRUE if holds is not negated else FALSE
        if term.test == Test.ANSWERED:
            wanted = bool(term.argument) is not negated
            return TRUE if wanted is (known == POSSIBLE) else POSSIBLE
        # A test that names "not known" is passed by it, and so is one on legal bases by
        # those that are given; nothing else is certain.
        certain = known == POSSIBLE or self._is_certain(term)
        return TRUE if holds and certain and not negated else POSSIBLE

    def _is_certain(self, term: ConditionTerm) -> bool:
        return term.test in rated_kind(self.document.questions[term.question]).certain

    def _knowing(self, question_id: str, entry_id: str) -> int:
        """TRUE for a known answer, POSSIBLE for one that says "not known", FALSE for none."""
        question = self.document.questions[question_id]
        place = self._standing.place(question, entry_id, self._number)
        if place is None:  # it is not asked there
            return TRUE
        column = self._standing.column(question)
        return (column.known >> place & 1) + (column.answered >> place & 1)

    def _at(self, question_id: str, entry_id: str) -> str:
        return entry_id if self.document.questions[question_id].repeated else ""

    # Why.

    def _behind(self, term: ConditionTerm, entry_id: str) -> tuple[str, ...]:
        """The questions whose answers would settle a term that is only possible."""
        return tuple(
            root
            for name in term.questions
            if self._knowing(name, entry_id) != TRUE
            for root in self._missing_roots(name, entry_id)
        )

    def _missing_roots(self, question_id: str, entry_id: str) -> tuple[str, ...]:
        """The question itself, or those it hangs on where they are what is missing."""
        key = (question_id, self._at(question_id, entry_id))
        found = self._roots.get(key)
        if found is None:
            assumed, self._assumed = self._assumed, frozenset()
            found = self._roots[key] = self._find_roots(*key)
            self._assumed = assumed
        return found

    def _find_roots(self, question_id: str, entry_id: str) -> tuple[str, ...]:
        question = self.document.questions[question_id]
        if (
            question.show_if is not None
            and self._truth(question.show_if, entry_id, negated=False) == POSSIBLE
        ):
            gone = self._because.missing(question.show_if, entry_id, self._number)
            if gone is not None:
                return gone
            found = self._reasons(question.show_if, entry_id, negated=False)
            return tuple(dict.fromkeys(name for name, gone in found if gone))
        others = rated_kind(question).hangs_on(question)
        missing = tuple(o for o in others if self._knowing(o, entry_id) != TRUE)
        return missing or (question_id,)

    def _reasons(
        self, condition: Condition, entry_id: str, *, negated: bool
    ) -> Iterator[tuple[str, bool]]:
        if isinstance(condition, ConditionTerm):
            yield from ((name, False) for name in condition.questions)
            if self._term(condition, entry_id, negated=negated) == POSSIBLE:
                yield from ((name, True) for name in self._behind(condition, entry_id))
        elif isinstance(condition, Not):
            yield from self._reasons(condition.condition, entry_id, negated=not negated)
        elif isinstance(condition, AnyEntry):
            yield from self._reasons_of_entries(condition, negated=negated)
        else:
            every = isinstance(condition, All) is not negated
            held = self._truth(condition, entry_id, negated=negated)
            for part in condition.conditions:
                if every or self._truth(part, entry_id, negated=negated) == held:
                    yield from self._reasons(part, entry_id, negated=negated)

    def _reasons_of_entries(
        self, condition: AnyEntry, *, negated: bool
    ) -> Iterator[tuple[str, bool]]:
        if condition.where is None:
            return
        held = self._truth(condition, "", negated=negated)
        entries = self.answer_set.entries(condition.section)
        if not entries:
            yield from ((name, False) for name in questions_of(condition.where))
        for entry in entries:
            own = self._truth(condition.where, entry.id, negated=negated)
            if own == held:
                yield from self._reasons(condition.where, entry.id, negated=negated)

    def _settled_by(
        self, question_id: str, condition: Condition, entry_id: str
    ) -> bool:
        """Whether a condition could not hold any more if this one answer were the best."""
        self._assumed = frozenset({question_id})
        try:
            return self._truth(condition, entry_id, negated=False) == FALSE
        finally:
            self._assumed = frozenset()
