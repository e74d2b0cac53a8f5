"""Where every question stands, for all entries of many responses at once.

What repeats is looked at in columns, with one bit for each entry of its section; what does
not has one bit for each response. A condition is then a few operations on whole numbers,
however many responses and entries there are, and none is asked twice.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import NamedTuple
from weakref import ReferenceType

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.condition_terms import term_holds, value_holds
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
    NO_ENTRY,
    NOT_ASKED,
    MarkedColumn,
    QuestionColumn,
    StandingAnswer,
    chosen_in,
    column_of,
    each_bit,
    given,
    missing,
    tells,
)
from riskapp.scoring.compiled import MOST_KEPT, KnownQuestion, compiled
from riskapp.scoring.engine import Mark
from riskapp.scoring.kinds.registry import rated_kind
from riskapp.scoring.places import Places
from riskapp.scoring.rated.answer_set import Seen, remember, seen_if_shown
from riskapp.scoring.status import Tally, tally

Place = tuple[str, str]

CLAIMED = mark("“Does not apply” counts as open until a reviewer accepts it")
HANGS = mark("Hangs on an answer that is missing: %(questions)s")
LEFT_OPEN = mark("Left open")


class HeldPlaces(NamedTuple):
    """Where a condition holds for certain, and where it may hold (which includes those)."""

    certain: int
    possible: int


Roots = Callable[[str, str], tuple[str, ...]]  # of a question, in an entry or ""
Hold = Callable[..., HeldPlaces]  # of a condition, and whether it is ``negated``


class LookedAt(NamedTuple):
    """One answer set that is looked at. ``claimed`` are answers that count as open, ``empty`` the
    sections whose only entry stands for nothing, ``roots`` finds what an answer hangs on: a method
    of whoever holds the columns, held weakly, so that both go as soon as nobody needs them."""

    answer_set: AnswerSet
    claimed: Container[Place]
    empty: Container[str]
    roots: ReferenceType[Roots]


class AnswerStanding(Places):
    """The columns of some answer sets to one document, by their numbers."""

    def __init__(self, looked_at: Sequence[LookedAt]) -> None:
        self.document = document = looked_at[0].answer_set.document
        super().__init__(document, [one.answer_set for one in looked_at])
        self._looked_at = looked_at
        self._questions = document.questions
        self.compiled = document.kept("compiled", compiled)
        self._alike = self.compiled.alike()
        self._given: dict[str, list[Mapping[str, Value]]] = {
            code: [entry.answers for entry in entries]
            for code, entries in self.entries.items()
        }
        self._given[""] = [one.given_once for one in self._sets]
        self._aside = self._set_aside()
        self._columns: dict[str, QuestionColumn] = {}
        self._shown: dict[tuple[int, int, str], tuple[Mark, Tally]] = {}
        self._marked: dict[str, list[MarkedColumn]] = {}
        self._held: dict[int, HeldPlaces] = {}
        self._held_negated: dict[int, HeldPlaces] = {}
        self._open: dict[tuple[int, bool | tuple[str, ...]], StandingAnswer] = {}

    def _set_aside(self) -> dict[str, set[int]]:
        """The places where an answer was set aside, by question."""
        found: dict[str, set[int]] = {}
        for number, one in enumerate(self._sets):
            for name, entry_id in one.filled.set_aside:
                question = self._questions.get(name)
                if question is None:
                    continue
                place = self.place(question, entry_id, number)
                if place is not None:
                    found.setdefault(name, set()).add(place)
        return found

    # One place.

    def truth(
        self, condition: Condition, entry_id: str, number: int, *, negated: bool
    ) -> int | None:
        """0 where a condition cannot hold, 1 where it may, 2 where it does; None where it is
        asked of a place of which its questions are not asked."""
        scope = self.compiled.scope(condition)
        if scope is None:
            return None
        place = self._places[scope][number].get(entry_id) if scope else number
        if place is None:
            return None
        held = self.held(condition, negated=negated)
        return (held.certain >> place & 1) + (held.possible >> place & 1)

    def may_hold(self, condition: Condition, number: int) -> bool:
        """False where a condition holds in none of the places it is asked of."""
        scope = self.compiled.scope(condition)
        if scope is None:
            return True
        held = self.held(condition, negated=False)
        return held.possible & self._own[scope][number] != 0

    # Columns.

    def column(self, question: Question) -> QuestionColumn:
        """Where a question stands, in every place."""
        found = self._columns.get(question.id)
        if found is None:
            found = self._columns[question.id] = self._look(question)
        return found

    def marked(self, question: Question) -> list[MarkedColumn]:
        """A question that is asked once, of each answer set alone; equal ones share it."""
        found = self._marked.get(question.id)
        if found is None:
            weight = self.compiled.asked[question.id].weight
            known: dict[int, MarkedColumn] = {}
            found = []
            for answer in self.column(question).answers:  # which keeps them
                marked = known.get(id(answer))
                if marked is None:
                    seen, mark, _known, _answered, counted = answer
                    marked = known[id(answer)] = MarkedColumn(
                        question, weight, NO_ENTRY, (seen,), (mark,), (counted,)
                    )
                found.append(marked)
            self._marked[question.id] = found
        return found

    def shown_by(self, column: MarkedColumn, levels: Mapping[str, str]) -> MarkedColumn:
        """The same with the evidence in its places, by the ids of the entries, or ""; nothing
        shows what nobody knows."""
        question, weight, entries, seen, marks, tallies = column
        shown, counted = list(marks), list(tallies)
        for place, entry in enumerate(entries):
            level = levels.get(entry.id if entry else "")
            mark = marks[place]
            if level is None or mark is None or mark.is_open or not mark.is_known:
                continue
            key = (mark.weight, mark.risk, level)
            found = self._shown.get(key)
            if found is None:
                evident = Mark(mark.weight, mark.risk, evidence=level)
                found = self._shown[key] = evident, tally(evident)
            shown[place], counted[place] = found
        return MarkedColumn(question, weight, entries, seen, shown, counted)

    def _look(self, question: Question) -> QuestionColumn:
        name = question.id
        asked = self.compiled.asked[name]
        section = asked.section
        full = self._full[section]
        shown = HeldPlaces(full, full)
        if question.show_if is not None:
            shown = self.held_in(section, question.show_if, negated=False)
        evaluated = shown.certain & self._ready(asked)
        values = [answers.get(name) for answers in self._given[section]]
        if question.show_if is not None:
            self._remember_values(question, section, values, evaluated)
        if evaluated != full or name in self._aside:
            return self._look_at_each(question, asked, values, shown, evaluated)
        if len(values) == 1 and asked.alone and isinstance(values[0], str):
            found = asked.alone.get(values[0])
            if found is not None:
                return found
        answers = [
            answer or self._answered(question, asked, place, values[place])
            for place, answer in enumerate(self._alike_before(asked, name, values))
        ]
        return column_of(answers, values, full)

    def _alike_before(
        self, asked: KnownQuestion, name: str, values: Sequence[Value | None]
    ) -> list[StandingAnswer | None]:
        """How answers stand that stood so before, by what was chosen; None for others."""
        if asked.is_of_several:
            alike = self._alike.setdefault(name, {})
            return [
                alike.get(tuple(value)) if isinstance(value, list) else None
                for value in values
            ]
        by_code = asked.by_code
        if not by_code:
            return [None] * len(values)
        return [
            by_code.get(value) if isinstance(value, str) else None for value in values
        ]

    def _look_at_each(
        self,
        question: Question,
        asked: KnownQuestion,
        values: list[Value | None],
        shown: HeldPlaces,
        evaluated: int,
    ) -> QuestionColumn:
        """The column of a question that stands differently in some of its places."""
        aside = self._aside.get(question.id, ())
        count = len(values)
        answers = []
        for place, is_evaluated, is_possible in zip(
            range(count),
            each_bit(evaluated, count),
            each_bit(shown.possible, count),
            strict=True,
        ):
            if is_evaluated:
                value, answer = values[place], None
                if isinstance(value, str) and place not in aside:
                    answer = asked.by_code.get(value)
                answers.append(answer or self._answered(question, asked, place, value))
            elif not is_possible:
                values[place] = None
                answers.append(NOT_ASKED)
            else:
                hidden = self._value(question.id, asked.section, place)
                values[place] = hidden
                answers.append(self._hanging(question, asked, place, hidden))
        return column_of(answers, values, self._full[asked.section])

    def _value(self, name: str, section: str, place: int) -> Value | None:
        """What counts in a place where it is not certain that it is asked."""
        answer_set = self._sets[self._of[section][place]]
        return answer_set.value(name, self._ids[section][place])

    def _remember_values(
        self,
        question: Question,
        section: str,
        values: Sequence[Value | None],
        where: int,
    ) -> None:
        """Whether these are shown need not be looked at again."""
        name, sets = question.id, self._sets
        for number, entry_id, value, is_there in zip(
            self._of[section],
            self._ids[section],
            values,
            each_bit(where, len(values)),
            strict=True,
        ):
            if is_there:
                sets[number].value_is(name, entry_id, value)

    def _answered(
        self, question: Question, asked: KnownQuestion, place: int, value: Value | None
    ) -> StandingAnswer:
        """How an answer stands that is asked for."""
        if not question.section:  # of the engagement profile, which is not evaluated
            return StandingAnswer(GIVEN, None, value is not None, tells(value))
        number = self._of[asked.section][place]
        entry_id = self._ids[asked.section][place]
        answer_set, claimed = self._looked_at[number][:2]
        weight = asked.weight
        if asked.is_plain and place not in self._aside.get(question.id, ()):
            if value is not None:
                return self._spoken(question, asked, answer_set, entry_id, value)
            return self._left_open(weight, (question.id, entry_id) in claimed)
        if asked.is_doubtful and not answer_set.shown(question.id, entry_id):
            return missing(weight, "")
        seen = seen_if_shown(answer_set, question, entry_id)
        if seen.state is State.OPEN:
            is_claimed = (question.id, entry_id) in claimed
            return missing(weight, _(CLAIMED) if is_claimed else seen.why)
        if seen.state is State.NOT_APPLICABLE:
            return DOES_NOT_APPLY
        # Legal bases may stand without a value: no country needs one.
        return given(seen, weight, is_known=value is None or tells(value))

    def _left_open(self, weight: int, is_claimed: bool) -> StandingAnswer:  # noqa: FBT001  # by place
        """How a plain answer stands that is not there, as others like it do."""
        found = self._open.get((weight, is_claimed))
        if found is None:
            why = _(CLAIMED) if is_claimed else _(LEFT_OPEN) if weight else ""
            found = self._open[weight, is_claimed] = missing(weight, why)
        return found

    def _spoken(
        self,
        question: Question,
        asked: KnownQuestion,
        answer_set: AnswerSet,
        entry_id: str,
        value: Value,
    ) -> StandingAnswer:
        """How something that was said stands, as an answer like it did before."""
        is_reason = isinstance(value, dict) and "not_applicable" in value
        key = None if is_reason else asked.kind.alike(question, value)
        if key is True:  # any words are alike, but those that say that nobody knows
            key = tells(value)
        alike = self._alike.setdefault(question.id, {})
        found = None if key is None else alike.get(key)
        if found is None:
            found = self._evaluated(question, asked, answer_set, entry_id, value)
            if key is not None and len(alike) < MOST_KEPT:
                alike[key] = found
        return found

    def _evaluated(
        self,
        question: Question,
        asked: KnownQuestion,
        answer_set: AnswerSet,
        entry_id: str,
        value: Value,
    ) -> StandingAnswer:
        if not_applicable(question, value):
            return DOES_NOT_APPLY
        seen = GIVEN
        if asked.weight:
            evaluated = asked.kind.evaluate_value(answer_set, question, value, entry_id)
            seen = Seen(ANSWERED, *evaluated)
        return given(seen, asked.weight, is_known=tells(value))

    def _hanging(
        self, question: Question, asked: KnownQuestion, place: int, value: Value | None
    ) -> StandingAnswer:
        """The same of a question that hangs on answers that are missing."""
        if not question.section:
            return self._answered(question, asked, place, value)
        roots = self.roots(question.id, asked.section, place)
        key = (asked.weight, roots)
        found = self._open.get(key)
        if found is None:
            why = _(HANGS) % {"questions": ", ".join(roots)}
            found = self._open[key] = missing(asked.weight, why)
        return found

    def roots(self, name: str, section: str, place: int) -> tuple[str, ...]:
        """What a missing answer in a place hangs on, or the question itself."""
        find = self._looked_at[self._of[section][place]].roots()
        return find(name, self._ids[section][place]) if find else ()

    def _ready(self, asked: KnownQuestion) -> int:
        """Where the answers are there by which a question is evaluated: places, rights held."""
        ready = self._full[asked.section]
        for name in asked.hangs_on:
            other = self._questions[name]
            column = self.column(other)
            bits = column.known if asked.needs_known else column.answered
            ready &= self.spread(bits, other, asked.section)
        return ready

    # Conditions, with negations pushed down to the terms.

    def held(self, condition: Condition, *, negated: bool) -> HeldPlaces:
        """Where a condition holds, in the places of its own scope."""
        known = self._held_negated if negated else self._held
        found = known.get(id(condition))
        if found is None:
            found = known[id(condition)] = self._hold(condition, negated=negated)
        return found

    def held_in(
        self, section: str, condition: Condition, *, negated: bool
    ) -> HeldPlaces:
        """The same in the places of a section, for a condition that may be asked only once."""
        held = self.held(condition, negated=negated)
        if not section or self.compiled.scope(condition):
            return held
        return HeldPlaces(
            self.each(section, held.certain), self.each(section, held.possible)
        )

    def _hold(self, condition: Condition, *, negated: bool) -> HeldPlaces:
        if isinstance(condition, ConditionTerm):
            return self._term(condition, negated=negated)
        return self.made_of(condition, self.held, negated=negated)

    def made_of(self, condition: Condition, held: Hold, *, negated: bool) -> HeldPlaces:
        """Where a condition holds that is made of others, by where those are ``held``."""
        if isinstance(condition, Not):
            return held(condition.condition, negated=not negated)
        if isinstance(condition, AnyEntry):
            return self._any_entry(condition, held, negated=negated)
        return self._together(condition, held, negated=negated)  # type: ignore[arg-type]  # what is left

    def _together(
        self, condition: All | AnyOf, held: Hold, *, negated: bool
    ) -> HeldPlaces:
        _, scope, _, parts = self.compiled.known(condition)
        section = scope or ""
        full = self._full[section]
        every = isinstance(condition, All) is not negated
        certain = possible = full if every else 0
        for part, is_once in parts:
            surely, maybe = held(part, negated=negated)
            if is_once:
                surely, maybe = self.each(section, surely), self.each(section, maybe)
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

    def _any_entry(
        self, condition: AnyEntry, held: Hold, *, negated: bool
    ) -> HeldPlaces:
        section = condition.section
        if condition.where is None:
            holds = self.some(section, self._full[section])
            if negated:
                holds = self._full[""] & ~holds
            empty = sum(
                1 << number
                for number, one in enumerate(self._looked_at)
                if section in one.empty
            )
            return HeldPlaces(holds & ~empty, holds | empty)
        certain, possible = held(condition.where, negated=negated)
        if not self.compiled.scope(condition.where):
            certain, possible = (
                self.each(section, certain),
                self.each(section, possible),
            )
        fold = self.every if negated else self.some
        return HeldPlaces(fold(section, certain), fold(section, possible))

    def _term(self, term: ConditionTerm, *, negated: bool) -> HeldPlaces:
        column = self.column(self._questions[term.question])
        _, scope, codes, _ = self.compiled.known(term)
        section = scope or ""
        known, answered = column.known, column.answered
        if term.test == Test.EXCEEDS:
            known, answered = self._both(term, section)
        if codes is not None:  # nine in ten
            holds = chosen_in(column.values, codes)
        else:
            holds = self._tested(term, section, column)
        certain = known & (~holds if negated else holds)
        unknown = self._full[section] & ~known
        if not unknown:
            return HeldPlaces(certain, certain)
        certain |= unknown & self._settled(term, answered, holds, negated=negated)
        return HeldPlaces(certain, certain | unknown)

    def _tested(self, term: ConditionTerm, section: str, column: QuestionColumn) -> int:
        """Where a term holds that is tested place by place."""
        found, question = 0, self._questions[term.question]
        if value_holds(self._sets[0], question, None, term) is not None:
            for place, value in enumerate(column.values):
                if value is not None and value_holds(
                    self._sets[0], question, value, term
                ):
                    found |= 1 << place
            return found
        self._remember(term.question, section, column)
        ids, numbers = self._ids[section], self._of[section]
        for place, entry_id in enumerate(ids):
            if term_holds(self._sets[numbers[place]], term, entry_id):
                found |= 1 << place
        return found

    def _remember(self, name: str, section: str, column: QuestionColumn) -> None:
        """What was answered is not evaluated again where a test asks how bad it is."""
        ids, numbers = self._ids[section], self._of[section]
        for place, seen in enumerate(column.seen):
            if seen.state is ANSWERED:
                remember(self._sets[numbers[place]], name, ids[place], seen)

    def _both(self, term: ConditionTerm, section: str) -> tuple[int, int]:
        """Where both questions that a term compares say something known, or say something."""
        known = answered = self._full[section]
        for name in term.questions:
            other = self._questions[name]
            column = self.column(other)
            known &= self.spread(column.known, other, section)
            answered &= self.spread(column.answered, other, section)
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
