"""Where every question stands, for all entries at once.

What repeats is looked at in columns, with one bit for each entry of its section; what does
not has one bit. A condition is then a few operations on whole numbers, however many entries
there are, and none is asked twice.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import NamedTuple
from weakref import ReferenceType

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.condition_terms import term_holds
from questionnaires.document.meaning import not_applicable
from questionnaires.document.model import (
    All,
    AnyEntry,
    AnyOf,
    Condition,
    ConditionTerm,
    Not,
    Question,
    Test,
)
from questionnaires.document.values import Value
from questionnaires.document.words import mark
from questionnaires.document.words import say as _
from riskapp.scoring.columns import (
    ANSWERED,
    DOES_NOT_APPLY,
    GIVEN,
    NOT_ASKED,
    QuestionColumn,
    StandingAnswer,
    chosen_in,
    column_of,
    given,
    missing,
    tells,
)
from riskapp.scoring.compiled import MOST_KEPT, KnownQuestion, compiled
from riskapp.scoring.kinds.registry import rated_kind
from riskapp.scoring.rated.answer_set import Seen, remember, seen_if_shown

Place = tuple[str, str]

CLAIMED = mark("“Does not apply” counts as open until a reviewer accepts it")
HANGS = mark("Hangs on an answer that is missing: %(questions)s")


class HeldPlaces(NamedTuple):
    """Where a condition holds for certain, and where it may hold (which includes those)."""

    certain: int
    possible: int


class AnswerStanding:
    """The columns of one answer set. ``claimed`` are answers that count as open, ``empty`` the
    sections whose only entry stands for nothing, ``roots`` finds what an answer hangs on: a method
    of whoever holds this, held weakly, so that both go as soon as nobody needs them."""

    def __init__(
        self,
        answer_set: AnswerSet,
        claimed: Container[Place],
        empty: Container[str],
        roots: ReferenceType[Callable[[str, str], tuple[str, ...]]],
    ) -> None:
        self._answer_set = answer_set
        self._claimed = claimed
        self._empty = empty
        self._roots = roots
        self._questions = answer_set.document.questions
        self._compiled = answer_set.document.kept("compiled", compiled)
        self._ids: dict[str, list[str]] = {"": [""]}
        for section in answer_set.document.sections:
            if section.repeat:
                self._ids[section.code] = [
                    e.id for e in answer_set.entries(section.code)
                ]
        self._full = {code: (1 << len(ids)) - 1 for code, ids in self._ids.items()}
        self._places = {
            code: {name: place for place, name in enumerate(ids)}
            for code, ids in self._ids.items()
        }
        self._alike = self._compiled.alike()
        self._columns: dict[str, QuestionColumn] = {}
        self._held: dict[int, HeldPlaces] = {}
        self._held_negated: dict[int, HeldPlaces] = {}

    # One place.

    def place(self, question: Question, entry_id: str) -> int | None:
        """Where an entry stands in the column of a question; None where it has no place."""
        if not question.repeated:
            return 0
        return self._places[question.section].get(entry_id)

    def truth(
        self, condition: Condition, entry_id: str, *, negated: bool
    ) -> int | None:
        """0 where a condition cannot hold, 1 where it may, 2 where it does; None where it is
        asked of a place of which its questions are not asked."""
        scope = self._compiled.scope(condition)
        if scope is None:
            return None
        place = self._places[scope].get(entry_id) if scope else 0
        if place is None:
            return None
        held = self.held(condition, negated=negated)
        return (held.certain >> place & 1) + (held.possible >> place & 1)

    def may_hold(self, condition: Condition) -> bool:
        """False where a condition holds in none of the places it is asked of."""
        if self._compiled.scope(condition) is None:
            return True
        return self.held(condition, negated=False).possible != 0

    # Columns.

    def column(self, question: Question) -> QuestionColumn:
        """Where a question stands, in every place."""
        found = self._columns.get(question.id)
        if found is None:
            found = self._columns[question.id] = self._look(question)
        return found

    def _look(self, question: Question) -> QuestionColumn:
        asked = self._compiled.asked[question.id]
        full = self._full[asked.section]
        shown = HeldPlaces(full, full)
        if question.show_if is not None:
            shown = self._in(asked.section, question.show_if, negated=False)
        evaluated = shown.certain & self._ready(asked)
        ids = self._ids[asked.section]
        if evaluated == full:  # nearly always
            values = self._answer_set.values_if_shown(question.id, ids)
            if asked.alone and not self._answer_set.filled.set_aside:
                value = values[0]
                found = asked.alone.get(value) if isinstance(value, str) else None
                if found is not None:
                    return found
            answers = self._answers(question, asked, ids, values)
        else:
            values, answers = [], []
            for place, entry_id in enumerate(ids):
                value, answer = self._at(
                    question,
                    asked,
                    entry_id,
                    is_evaluated=evaluated >> place & 1 == 1,
                    is_possible=shown.possible >> place & 1 == 1,
                )
                values.append(value)
                answers.append(answer)
        return column_of(answers, values, full)

    def _answers(
        self,
        question: Question,
        asked: KnownQuestion,
        ids: Sequence[str],
        values: Sequence[Value | None],
    ) -> list[StandingAnswer]:
        """How the answers stand in places where they are asked for."""
        if self._answer_set.filled.set_aside or not asked.by_code:
            return [
                self._answered(question, asked, entry_id, value)
                for entry_id, value in zip(ids, values, strict=True)
            ]
        by_code = asked.by_code
        return [
            (by_code.get(value) if isinstance(value, str) else None)
            or self._answered(question, asked, entry_id, value)
            for entry_id, value in zip(ids, values, strict=True)
        ]

    def _at(
        self,
        question: Question,
        asked: KnownQuestion,
        entry_id: str,
        *,
        is_evaluated: bool,
        is_possible: bool,
    ) -> tuple[Value | None, StandingAnswer]:
        """The answer in one place, and how it stands."""
        if is_evaluated:
            values = self._answer_set.values_if_shown(question.id, [entry_id])
            return values[0], self._answers(question, asked, [entry_id], values)[0]
        if not is_possible:
            return None, NOT_ASKED
        value = self._answer_set.value(question.id, entry_id)
        return value, self._hanging(question, asked, entry_id, value)

    def _answered(
        self,
        question: Question,
        asked: KnownQuestion,
        entry_id: str,
        value: Value | None,
    ) -> StandingAnswer:
        """How an answer stands that is asked for."""
        answer_set = self._answer_set
        if not question.section:  # of the engagement profile, which is not evaluated
            return StandingAnswer(GIVEN, None, value is not None, tells(value))
        weight = asked.weight
        if asked.is_plain and value is not None and not answer_set.filled.set_aside:
            return self._spoken(question, asked, entry_id, value)
        if asked.is_doubtful and not answer_set.shown(question.id, entry_id):
            return missing(weight, "")
        seen = seen_if_shown(answer_set, question, entry_id)
        if seen.state is State.OPEN:
            is_claimed = (question.id, entry_id) in self._claimed
            return missing(weight, _(CLAIMED) if is_claimed else seen.why)
        if seen.state is State.NOT_APPLICABLE:
            return DOES_NOT_APPLY
        # Legal bases may stand without a value: no country needs one.
        return given(seen, weight, is_known=value is None or tells(value))

    def _spoken(
        self, question: Question, asked: KnownQuestion, entry_id: str, value: Value
    ) -> StandingAnswer:
        """How something that was said stands, as an answer like it did before."""
        if not_applicable(question, value):
            return DOES_NOT_APPLY
        is_known = tells(value)  # a text may say that nothing is
        key = asked.kind.alike(question, value)
        alike = self._alike.setdefault(question.id, {})
        found = None if key is None else alike.get((key, is_known))
        if found is None:
            seen = GIVEN
            if asked.weight:
                evaluated = asked.kind.evaluate_value(
                    self._answer_set, question, value, entry_id
                )
                seen = Seen(ANSWERED, *evaluated)
            found = given(seen, asked.weight, is_known=is_known)
            if key is not None and len(alike) < MOST_KEPT:
                alike[key, is_known] = found
        return found

    def _hanging(
        self,
        question: Question,
        asked: KnownQuestion,
        entry_id: str,
        value: Value | None,
    ) -> StandingAnswer:
        """The same of a question that hangs on answers that are missing."""
        if not question.section:
            return self._answered(question, asked, entry_id, value)
        find = self._roots()
        roots = ", ".join(find(question.id, entry_id)) if find else ""
        return missing(asked.weight, _(HANGS) % {"questions": roots})

    def _ready(self, asked: KnownQuestion) -> int:
        """Where the answers are there by which a question is evaluated: places, rights held."""
        ready = self._full[asked.section]
        for name in asked.hangs_on:
            other = self._questions[name]
            column = self.column(other)
            bits = column.known if asked.needs_known else column.answered
            ready &= self._spread(bits, other, asked.section)
        return ready

    def _spread(self, bits: int, question: Question, section: str) -> int:
        """The bits of a question as the places of a section see them."""
        own = question.section if question.repeated else ""
        if own == section:
            return bits
        if own:
            return self._full[section]  # it is not asked there
        return self._full[section] if bits else 0

    # Conditions, with negations pushed down to the terms.

    def held(self, condition: Condition, *, negated: bool) -> HeldPlaces:
        """Where a condition holds, in the places of its own scope."""
        known = self._held_negated if negated else self._held
        found = known.get(id(condition))
        if found is None:
            found = known[id(condition)] = self._hold(condition, negated=negated)
        return found

    def _hold(self, condition: Condition, *, negated: bool) -> HeldPlaces:
        if isinstance(condition, ConditionTerm):
            return self._term(condition, negated=negated)
        if isinstance(condition, Not):
            return self.held(condition.condition, negated=not negated)
        if isinstance(condition, AnyEntry):
            return self._any_entry(condition, negated=negated)
        return self._together(condition, negated=negated)

    def _together(self, condition: All | AnyOf, *, negated: bool) -> HeldPlaces:
        _, scope, _, parts = self._compiled.known(condition)
        full = self._full[scope or ""]
        every = isinstance(condition, All) is not negated
        certain = possible = full if every else 0
        for part, is_once in parts:
            surely, maybe = self.held(part, negated=negated)
            if is_once:
                surely, maybe = full * surely, full * maybe
            if every:
                certain &= surely
                possible &= maybe
                if not possible:
                    break
            else:
                certain |= surely
                possible |= maybe
                if certain == full:
                    break
        return HeldPlaces(certain, possible)

    def _in(self, section: str, condition: Condition, *, negated: bool) -> HeldPlaces:
        """The same in the places of a section, for a condition that may be asked only once."""
        held = self.held(condition, negated=negated)
        if not section or self._compiled.scope(condition):
            return held
        full = self._full[section]
        return HeldPlaces(full * held.certain, full * held.possible)

    def _any_entry(self, condition: AnyEntry, *, negated: bool) -> HeldPlaces:
        section = condition.section
        full = self._full[section]
        if condition.where is None:
            if section in self._empty:
                return HeldPlaces(0, 1)
            holds = int(bool(full) is not negated)
            return HeldPlaces(holds, holds)
        held = self._in(section, condition.where, negated=negated)
        if negated:
            return HeldPlaces(int(held.certain == full), int(held.possible == full))
        return HeldPlaces(int(bool(held.certain)), int(bool(held.possible)))

    def _term(self, term: ConditionTerm, *, negated: bool) -> HeldPlaces:
        column = self.column(self._questions[term.question])
        _, scope, codes, _ = self._compiled.known(term)
        section = scope or ""
        known, answered = column.known, column.answered
        if term.test == Test.EXCEEDS:
            known, answered = self._both(term, section)
        if codes is not None:  # nine in ten
            holds = chosen_in(column.values, codes)
        else:
            self._remember(term.question, section, column)
            holds = 0
            for place, entry_id in enumerate(self._ids[section]):
                if term_holds(self._answer_set, term, entry_id):
                    holds |= 1 << place
        certain = known & (~holds if negated else holds)
        unknown = self._full[section] & ~known
        if not unknown:
            return HeldPlaces(certain, certain)
        certain |= unknown & self._settled(term, answered, holds, negated=negated)
        return HeldPlaces(certain, certain | unknown)

    def _remember(self, name: str, section: str, column: QuestionColumn) -> None:
        """What was answered is not evaluated again where a test asks how bad it is."""
        for entry_id, answer in zip(self._ids[section], column.answers, strict=True):
            if answer.seen.state is ANSWERED:
                remember(self._answer_set, name, entry_id, answer.seen)

    def _both(self, term: ConditionTerm, section: str) -> tuple[int, int]:
        """Where both questions that a term compares say something known, or say something."""
        known = answered = self._full[section]
        for name in term.questions:
            other = self._questions[name]
            column = self.column(other)
            known &= self._spread(column.known, other, section)
            answered &= self._spread(column.answered, other, section)
        return known, answered

    def _settled(
        self, term: ConditionTerm, answered: int, holds: int, *, negated: bool
    ) -> int:
        """Where a term holds for certain although nothing known was said."""
        if term.test == Test.ANSWERED:
            return answered if bool(term.argument) is not negated else ~answered
        # A test that names "not known" is passed by it, and so is one on legal bases by
        # those that are given; nothing else is certain.
        if negated:
            return 0
        kind = rated_kind(self._questions[term.question])
        return holds if term.test in kind.certain else holds & answered
