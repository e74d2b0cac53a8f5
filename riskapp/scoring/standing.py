"""Where every question stands, for all entries at once.

What repeats is looked at in columns, with one bit for each entry of its section; what does
not has one bit. A condition is then a few operations on whole numbers, however many entries
there are, and none is asked twice.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.condition_terms import term_holds
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
from riskapp.scoring.kinds.registry import rated_kind
from riskapp.scoring.rated.answer_set import Seen, seen_if_shown
from riskapp.scoring.rated.model import WORST, rated

Place = tuple[str, str]

NOT_KNOWN = "unknown"  # the code of every "Not known"
CLAIMED = mark("“Does not apply” counts as open until a reviewer accepts it")
HANGS = mark("Hangs on an answer that is missing: %(questions)s")

_HIDDEN = Seen(State.HIDDEN, None, "")
_GIVEN = Seen(State.ANSWERED, None, "")


class HeldPlaces(NamedTuple):
    """Where a condition holds for certain, and where it may hold (which includes those)."""

    certain: int
    possible: int


class QuestionColumn(NamedTuple):
    """One question in all its places. ``known``: where it says something known or is not
    asked; ``said``: these, and where it says "not known"."""

    seen: list[Seen]
    values: list[Value | None]
    known: int
    said: int


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """What is known of a question before anybody answers. ``by_code``: how an answer that is
    one code stands, and whether it says something known. ``is_doubtful``: it may be hidden
    although its condition holds for certain, because "not answered" holds of an answer that
    hangs on others, even where one was given."""

    section: str  # of the entries it is asked of, or ""
    hangs_on: tuple[str, ...]
    needs_known: bool
    by_code: Mapping[str, tuple[Seen, bool]]
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class Compiled:
    """What is found out once for all answers to a document; kept with it."""

    document: Document
    asked: Mapping[str, KnownQuestion]
    scopes: dict[int, tuple[Condition, str | None]] = field(default_factory=dict)

    def scope(self, condition: Condition) -> str | None:
        """The repeating section whose entries a condition is asked of one by one, "" where it
        is asked once, None where it mixes sections."""
        known = self.scopes.get(id(condition))
        if known is None:
            sections = {*self._sections(condition)} - {""}
            scope = None if len(sections) > 1 else next(iter(sections), "")
            # The condition is kept, so that its identity stays its own.
            known = self.scopes[id(condition)] = (condition, scope)
        return known[1]

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
    return KnownQuestion(
        section=question.section if question.repeated else "",
        hangs_on=kind.hangs_on(question),
        needs_known=kind.needs_known,
        by_code=_by_code(question) if question.section and not is_doubtful else {},
        is_doubtful=is_doubtful,
    )


def _by_code(question: Question) -> dict[str, tuple[Seen, bool]]:
    kind = rated_kind(question)
    found = {}
    for code in question.choices:
        evaluated = kind.evaluate_code(question, code)
        if evaluated is not None:
            if not_applicable(question, code):
                found[code] = Seen(State.NOT_APPLICABLE, None, ""), True
            else:
                seen = (
                    Seen(State.ANSWERED, *evaluated)
                    if rated(question).weight
                    else _GIVEN
                )
                found[code] = seen, code != NOT_KNOWN
    return found


class AnswerStanding:
    """The columns of one answer set. ``claimed`` are answers that count as open, ``empty`` the
    sections whose only entry stands for nothing, ``roots`` finds what an answer hangs on."""

    def __init__(
        self,
        answer_set: AnswerSet,
        claimed: Container[Place],
        empty: Container[str],
        roots: Callable[[str, str], tuple[str, ...]],
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
        self._columns: dict[str, QuestionColumn] = {}
        self._held: dict[tuple[int, bool], HeldPlaces] = {}

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
        by_code = asked.by_code if not self._answer_set.filled.set_aside else {}
        known = said = 0
        seen: list[Seen] = []
        values: list[Value | None] = []
        bit = 1
        for entry_id in self._ids[asked.section]:
            if evaluated & bit:
                value = self._answer_set.value_if_shown(question.id, entry_id)
                found = by_code.get(value) if isinstance(value, str) else None
                if found is None:
                    one, is_said, is_known = self._answered(question, entry_id)
                else:
                    one, is_known = found
                    is_said = True
            elif shown.possible & bit:
                value = self._answer_set.value(question.id, entry_id)
                one, is_said, is_known = self._hanging(question, entry_id)
            else:
                one, value, is_said, is_known = _HIDDEN, None, True, True
            if is_said:
                said |= bit
            if is_known:
                known |= bit
            seen.append(one)
            values.append(value)
            bit <<= 1
        return QuestionColumn(seen, values, known, said)

    def _answered(self, question: Question, entry_id: str) -> tuple[Seen, bool, bool]:
        """Where a question stands that is asked; whether something is said, and known."""
        answer_set = self._answer_set
        key = (question.id, entry_id)
        if not question.section:  # of the engagement profile, which is not evaluated
            value = answer_set.value(*key)
            return _GIVEN, value is not None, _is_known(value)
        if self._compiled.asked[question.id].is_doubtful and not answer_set.shown(*key):
            return _open(question, ""), False, False
        seen = seen_if_shown(answer_set, question, entry_id)
        if seen.state is State.OPEN:
            if key in self._claimed:
                seen = _open(question, _(CLAIMED))
            return seen, False, False
        if seen.state is State.NOT_APPLICABLE:
            return seen, True, True
        value = answer_set.value(*key)
        # Legal bases may stand without a value: no country needs one.
        return seen, True, value is None or _is_known(value)

    def _hanging(self, question: Question, entry_id: str) -> tuple[Seen, bool, bool]:
        """The same of a question that hangs on answers that are missing."""
        if not question.section:
            return self._answered(question, entry_id)
        roots = ", ".join(self._roots(question.id, entry_id))
        return _open(question, _(HANGS) % {"questions": roots}), False, False

    def _ready(self, asked: KnownQuestion) -> int:
        """Where the answers are there by which a question is evaluated: places, rights held."""
        ready = self._full[asked.section]
        for name in asked.hangs_on:
            other = self._questions[name]
            column = self.column(other)
            bits = column.known if asked.needs_known else column.said
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
        key = (id(condition), negated)
        found = self._held.get(key)
        if found is None:
            found = self._held[key] = self._hold(condition, negated=negated)
        return found

    def _hold(self, condition: Condition, *, negated: bool) -> HeldPlaces:
        if isinstance(condition, ConditionTerm):
            return self._term(condition, negated=negated)
        if isinstance(condition, Not):
            return self.held(condition.condition, negated=not negated)
        if isinstance(condition, AnyEntry):
            return self._any_entry(condition, negated=negated)
        section = self._compiled.scope(condition) or ""
        full = self._full[section]
        if isinstance(condition, All) is not negated:
            certain = possible = full
            for part in condition.conditions:
                one = self._in(section, part, negated=negated)
                certain &= one.certain
                possible &= one.possible
                if not possible:
                    break
        else:
            certain = possible = 0
            for part in condition.conditions:
                one = self._in(section, part, negated=negated)
                certain |= one.certain
                possible |= one.possible
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
        section = self._compiled.scope(term) or ""
        known, said = column.known, column.said
        if term.test == Test.EXCEEDS:
            known, said = self._both(term, section)
        if term.test == Test.IS:  # nine in ten
            holds = _chosen(column.values, term)
        else:
            holds = 0
            for place, entry_id in enumerate(self._ids[section]):
                if term_holds(self._answer_set, term, entry_id):
                    holds |= 1 << place
        certain = known & (~holds if negated else holds)
        unknown = self._full[section] & ~known
        if not unknown:
            return HeldPlaces(certain, certain)
        certain |= unknown & self._settled(term, said, holds, negated=negated)
        return HeldPlaces(certain, certain | unknown)

    def _both(self, term: ConditionTerm, section: str) -> tuple[int, int]:
        """Where both questions that a term compares say something known, or say something."""
        known = said = self._full[section]
        for name in term.questions:
            other = self._questions[name]
            column = self.column(other)
            known &= self._spread(column.known, other, section)
            said &= self._spread(column.said, other, section)
        return known, said

    def _settled(
        self, term: ConditionTerm, said: int, holds: int, *, negated: bool
    ) -> int:
        """Where a term holds for certain although nothing known was said."""
        if term.test == Test.ANSWERED:
            return said if bool(term.argument) is not negated else ~said
        # A test that names "not known" is passed by it, and so is one on legal bases by
        # those that are given; nothing else is certain.
        if negated:
            return 0
        kind = rated_kind(self._questions[term.question])
        return holds if term.test in kind.certain else holds & said


def _chosen(values: list[Value | None], term: ConditionTerm) -> int:
    """Where one of the codes that a term names was chosen."""
    wanted: tuple[str, ...] = term.argument  # type: ignore[assignment]  # the reader made it so
    found = 0
    for place, value in enumerate(values):
        if isinstance(value, str):
            if value in wanted:
                found |= 1 << place
        elif value is not None and any(code in wanted for code in codes_of(value)):
            found |= 1 << place
    return found


def _is_known(value: Value | None) -> bool:
    if value is None:
        return False
    if isinstance(value, dict):
        return NOT_KNOWN not in value.values()
    return NOT_KNOWN not in codes_of(value)


def _open(question: Question, why: str) -> Seen:
    return Seen(State.OPEN, WORST if rated(question).weight else None, why)
