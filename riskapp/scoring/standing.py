"""Where every question stands, for all entries at once.

What repeats is looked at in columns, with one bit for each entry of its section; what does
not has one bit. A condition is then a few operations on whole numbers, however many entries
there are, and none is asked twice.
"""

from __future__ import annotations

from collections.abc import (
    Callable,
    Container,
    Hashable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field
from typing import NamedTuple
from weakref import ReferenceType

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.condition_terms import codes_for, term_holds
from questionnaires.document.conditions import terms
from questionnaires.document.meaning import codes_of, not_applicable
from questionnaires.document.model import (
    All,
    AnyEntry,
    AnyOf,
    Condition,
    ConditionTerm,
    Document,
    Not,
    Question,
    Test,
)
from questionnaires.document.values import Value
from questionnaires.document.words import mark
from questionnaires.document.words import say as _
from riskapp.scoring.engine import Mark
from riskapp.scoring.kinds.base import RatedKind
from riskapp.scoring.kinds.registry import SENTENCES, rated_kind
from riskapp.scoring.rated.answer_set import Seen, remember, seen_if_shown
from riskapp.scoring.rated.model import WORST, rated

Place = tuple[str, str]

NOT_KNOWN = "unknown"  # the code of every "Not known"
CLAIMED = mark("“Does not apply” counts as open until a reviewer accepts it")
HANGS = mark("Hangs on an answer that is missing: %(questions)s")

_OPEN, _ANSWERED = State.OPEN, State.ANSWERED  # looked up once
_HIDDEN = Seen(State.HIDDEN, None, "")
_GIVEN = Seen(_ANSWERED, None, "")


class HeldPlaces(NamedTuple):
    """Where a condition holds for certain, and where it may hold (which includes those)."""

    certain: int
    possible: int


class QuestionColumn(NamedTuple):
    """One question in all its places. ``known``: where it says something known or is not
    asked; ``answered``: these, and where it says "not known"."""

    answers: Sequence[StandingAnswer]
    values: Sequence[Value | None]
    known: int
    answered: int
    seen: Sequence[Seen]  # of the answers
    marks: Sequence[Mark | None]


class StandingAnswer(NamedTuple):
    """How an answer stands, what it counts, and whether something is said, and known."""

    seen: Seen
    mark: Mark | None
    is_answered: bool
    is_known: bool


_NOT_ASKED = StandingAnswer(_HIDDEN, None, is_answered=True, is_known=True)
_DOES_NOT_APPLY = StandingAnswer(
    Seen(State.NOT_APPLICABLE, None, ""), None, is_answered=True, is_known=True
)


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """What is known of a question before anybody answers. ``by_code``: how an answer that is
    one code stands, ``alone``: the column of one that is asked once. ``is_doubtful``: it may be hidden although its condition holds for certain,
    because "not answered" holds of an answer that hangs on others, even where one was given.
    ``is_plain``: it is answered where something was said, and nothing set aside."""

    section: str  # of the entries it is asked of, or ""
    weight: int
    kind: RatedKind
    hangs_on: tuple[str, ...]
    needs_known: bool
    by_code: Mapping[str, StandingAnswer]
    alone: Mapping[str, QuestionColumn]
    is_doubtful: bool
    is_plain: bool


# How answers stand, by question and by what equal ones have in common.
StandingAnswers = dict[str, dict[Hashable, StandingAnswer]]
MOST_KEPT = 1000  # of each question


class KnownCondition(NamedTuple):
    """What is known of a condition before anybody answers. ``scope``: the repeating section
    whose entries it is asked of one by one, "" where it is asked once, None where it mixes
    sections. ``codes``: those of which one has to be chosen, where that is all it asks.

    The condition is kept, so that its identity stays its own.
    """

    condition: Condition
    scope: str | None
    codes: frozenset[str] | None
    parts: tuple[tuple[Condition, bool], ...]  # whether one is asked once, of entries


@dataclass(frozen=True, slots=True)
class Compiled:
    """What is found out once for all answers to a document; kept with it."""

    document: Document
    asked: Mapping[str, KnownQuestion]
    conditions: dict[int, KnownCondition] = field(default_factory=dict)
    answers: dict[tuple[str, ...], StandingAnswers] = field(default_factory=dict)

    def alike(self) -> StandingAnswers:
        """How answers stand that were met before, in the words that reasons are given in now."""
        words = tuple([_(sentence) for sentence in SENTENCES])
        return self.answers.setdefault(words, {})

    def known(self, condition: Condition) -> KnownCondition:
        """What is known of a condition."""
        found = self.conditions.get(id(condition))
        if found is None:
            sections = {*self._sections(condition)} - {""}
            scope = None if len(sections) > 1 else next(iter(sections), "")
            parts = condition.conditions if isinstance(condition, All | AnyOf) else ()
            found = self.conditions[id(condition)] = KnownCondition(
                condition,
                scope,
                codes_for(self.document, condition)
                if isinstance(condition, ConditionTerm)
                else None,
                tuple(
                    (part, bool(scope) and not self.known(part).scope) for part in parts
                ),
            )
        return found

    def scope(self, condition: Condition) -> str | None:
        """The scope of a condition."""
        return self.known(condition).scope

    def _sections(self, condition: Condition) -> Iterator[str]:
        if isinstance(condition, All | AnyOf):
            for part in condition.conditions:
                yield from self._sections(part)
        elif isinstance(condition, Not):
            yield from self._sections(condition.condition)
        elif isinstance(condition, ConditionTerm):
            yield from (self.asked[name].section for name in condition.questions)


def _compiled(document: Document) -> Compiled:
    asked = {name: _asked(question) for name, question in document.questions.items()}
    return Compiled(document, asked)


def _asked(question: Question) -> KnownQuestion:
    kind = rated_kind(question)
    is_doubtful = any(term.test == Test.ANSWERED for term in terms(question.show_if))
    by_code = _by_code(question) if question.section and not is_doubtful else {}
    return KnownQuestion(
        section=question.section if question.repeated else "",
        weight=rated(question).weight,
        kind=kind,
        hangs_on=kind.hangs_on(question),
        needs_known=kind.needs_known,
        by_code=by_code,
        alone={}
        if question.repeated
        else {code: _column([answer], [code], 1) for code, answer in by_code.items()},
        is_doubtful=is_doubtful,
        is_plain=bool(question.section)
        and not is_doubtful
        and not question.places_from,
    )


def _by_code(question: Question) -> dict[str, StandingAnswer]:
    kind, weight = rated_kind(question), rated(question).weight
    found = {}
    for code in question.choices:
        evaluated = kind.evaluate_code(question, code)
        if evaluated is not None:
            found[code] = (
                _DOES_NOT_APPLY
                if not_applicable(question, code)
                else _given(
                    Seen(State.ANSWERED, *evaluated) if weight else _GIVEN,
                    weight,
                    is_known=code != NOT_KNOWN,
                )
            )
    return found


def _column(
    answers: Sequence[StandingAnswer], values: Sequence[Value | None], full: int
) -> QuestionColumn:
    """The column of answers in all their places."""
    known = answered = full
    bit = 1
    for _seen, _mark, is_answered, is_known in answers:
        if not is_known:
            known ^= bit
            if not is_answered:
                answered ^= bit
        bit <<= 1
    return QuestionColumn(
        answers,
        values,
        known,
        answered,
        [answer.seen for answer in answers],
        [answer.mark for answer in answers],
    )


def _given(seen: Seen, weight: int, *, is_known: bool) -> StandingAnswer:
    """How an answer stands that was given."""
    risk = seen.risk
    mark = None if risk is None else Mark(weight, risk, is_known=is_known)
    return StandingAnswer(seen, mark, is_answered=True, is_known=is_known)


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
        self._compiled = answer_set.document.kept("compiled", _compiled)
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
        return _column(answers, values, full)

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
            return None, _NOT_ASKED
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
            return StandingAnswer(_GIVEN, None, value is not None, _is_known(value))
        weight = asked.weight
        if asked.is_plain and value is not None and not answer_set.filled.set_aside:
            return self._spoken(question, asked, entry_id, value)
        if asked.is_doubtful and not answer_set.shown(question.id, entry_id):
            return _open(weight, "")
        seen = seen_if_shown(answer_set, question, entry_id)
        if seen.state is State.OPEN:
            is_claimed = (question.id, entry_id) in self._claimed
            return _open(weight, _(CLAIMED) if is_claimed else seen.why)
        if seen.state is State.NOT_APPLICABLE:
            return _DOES_NOT_APPLY
        # Legal bases may stand without a value: no country needs one.
        return _given(seen, weight, is_known=value is None or _is_known(value))

    def _spoken(
        self, question: Question, asked: KnownQuestion, entry_id: str, value: Value
    ) -> StandingAnswer:
        """How something that was said stands, as an answer like it did before."""
        if not_applicable(question, value):
            return _DOES_NOT_APPLY
        is_known = _is_known(value)  # a text may say that nothing is
        key = asked.kind.alike(question, value)
        alike = self._alike.setdefault(question.id, {})
        found = None if key is None else alike.get((key, is_known))
        if found is None:
            seen = _GIVEN
            if asked.weight:
                evaluated = asked.kind.evaluate_value(
                    self._answer_set, question, value, entry_id
                )
                seen = Seen(_ANSWERED, *evaluated)
            found = _given(seen, asked.weight, is_known=is_known)
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
        return _open(asked.weight, _(HANGS) % {"questions": roots})

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
            holds = _chosen(column.values, codes)
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
            if answer.seen.state is _ANSWERED:
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


def _chosen(values: Sequence[Value | None], wanted: frozenset[str]) -> int:
    """Where one of some codes was chosen."""
    found = 0
    bit = 1
    for value in values:
        if isinstance(value, str):
            if value in wanted:
                found |= bit
        elif isinstance(value, list) and not wanted.isdisjoint(value):
            found |= bit
        bit <<= 1
    return found


def _is_known(value: Value | None) -> bool:
    if value is None:
        return False
    if isinstance(value, dict):
        return NOT_KNOWN not in value.values()
    return NOT_KNOWN not in codes_of(value)


def _open(weight: int, why: str) -> StandingAnswer:
    """How an answer stands that is missing: as bad as the worst."""
    seen = Seen(_OPEN, WORST if weight else None, why)
    mark = Mark(weight, WORST, is_open=True) if weight else None
    return StandingAnswer(seen, mark, is_answered=False, is_known=False)
