"""How a response is read before it is evaluated: what an answer that is not there means.

Model 1 asks conditions about answers that are there. Model 2 (docs/scoring.md, section 9)
gives silence one meaning everywhere: an answer that is open, not known, or a "does not
apply" that nobody accepted could be any answer, so what hangs on it stays *possible*.
"""

from __future__ import annotations

from collections.abc import (
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import replace
from enum import IntEnum
from weakref import WeakMethod

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.conditions import questions_of
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import (
    Condition,
    Document,
    Question,
    Section,
)
from questionnaires.document.values import EntryValue, Filled, Value, is_reason
from questionnaires.document.words import mark
from questionnaires.document.words import say as _
from riskapp.scoring.because import Because, Reasons
from riskapp.scoring.columns import MarkedColumn
from riskapp.scoring.engine import WORST, Mark
from riskapp.scoring.one_by_one import TRUE, OneByOne
from riskapp.scoring.rated.answer_set import RatedItem, Seen, items_of, seen_in
from riskapp.scoring.rated.model import NONE_USED, rated, rules_of
from riskapp.scoring.standing import AnswerStanding, LookedAt, Place, Roots
from riskapp.scoring.status import tally

EMPTY = "empty"  # the id of the entry that stands for a register without entries
EMPTY_TITLE = mark("The register is empty")
NOT_ASKED = mark("Not asked: the short form was sent")


class Truth(IntEnum):
    """Whether a condition holds. POSSIBLE: an answer that is not there decides."""

    FALSE = 0
    POSSIBLE = 1
    TRUE = 2


_TRUTHS = tuple(Truth)


class Reading:
    """A response as model 1 reads it: what is not there passes no test."""

    model = "ait-score 1"

    def __init__(self, answer_set: AnswerSet) -> None:
        self.unasked = answer_set.unasked  # which count as if they had been left open
        self.answer_set = answer_set = answer_set.as_whole()
        self.document: Document = answer_set.document
        self.filled: Filled = answer_set.filled

    @property
    def empty(self) -> tuple[str, ...]:
        """The codes of the repeating sections that stand empty without saying why."""
        return ()

    @property
    def claims_none(self) -> bool:
        """Whether the answers say, without contradiction, that there is nothing to list."""
        return False

    def entries(self, section: str) -> tuple[EntryValue, ...]:
        """The entries that count, in their order."""
        return self.answer_set.entries(section)

    def items(self) -> Iterator[RatedItem]:
        """Every question as it counts, per entry where it repeats, in document order."""
        return map(self._as_asked, items_of(self.answer_set))

    def _as_asked(self, item: RatedItem) -> RatedItem:
        """The item, marked where it is open because nobody asked."""
        if item.question.id in self.unasked and item.state is State.OPEN:
            return item._replace(state=State.NOT_ASKED, why=_(NOT_ASKED))
        return item

    def columns(self) -> list[MarkedColumn]:
        """The same by question, each with the marks it counts by, in document order."""
        found = []
        evidence = self.filled.evidence
        for section in self.document.sections:
            entries = self._asked_of(section)
            for question in section.questions:
                weight = rated(question).weight
                ids = [entry.id if entry else "" for entry in entries]
                seen = [seen_in(self.answer_set, question.id, one) for one in ids]
                marks = [
                    _mark(weight, *where[:2], evidence.get((question.id, one)))
                    for one, where in zip(ids, seen, strict=True)
                ]
                tallies = [tally(mark) for mark in marks]
                column = MarkedColumn(question, weight, entries, seen, marks, tallies)
                found.append(self._column_as_asked(column))
        return found

    def _column_as_asked(self, column: MarkedColumn) -> MarkedColumn:
        """The column, marked where it is open because nobody asked."""
        if column.question.id not in self.unasked:
            return column
        marks = [
            mark._replace(is_asked=False) if mark and mark.is_open else mark
            for mark in column.marks
        ]
        return column._replace(
            seen=[
                Seen(State.NOT_ASKED, one.risk, _(NOT_ASKED))
                if one.state is State.OPEN
                else one
                for one in column.seen
            ],
            marks=marks,
            tallies=[tally(mark) for mark in marks],
        )

    def _asked_of(self, section: Section) -> tuple[EntryValue | None, ...]:
        return self.answer_set.entries(section.code) if section.repeat else (None,)

    def truth(self, condition: Condition, entry_id: str = "") -> Truth:
        """Whether a condition holds, asked of one entry or of the response as a whole."""
        return Truth.TRUE if self.answer_set.holds(condition, entry_id) else Truth.FALSE

    def may_hold(self, condition: Condition) -> bool:  # noqa: ARG002  # asked of each entry
        """False where a condition holds nowhere, so that no entry has to be asked."""
        return True

    def where(self, condition: Condition, each: str) -> Sequence[EntryValue | None]:
        """The entries of a section of which a condition may hold, or None for the response as a
        whole; those of which it cannot hold may be left out."""
        if not self.may_hold(condition):
            return ()
        return self.entries(each) if each else (None,)

    def reasons(self, condition: Condition, entry_id: str = "") -> Reasons:
        """The questions that make a condition hold."""
        return Reasons(self.answer_set.because(condition, entry_id))

    def level(self, question: Question, entry_id: str) -> int:
        """The highest level (0 to 4) an entry chose in a question."""
        return level_of(question, self.answer_set.value(question.id, entry_id))

    def is_known(self, place: Place) -> bool:  # noqa: ARG002  # model 1 takes any answer
        """Whether an answer says more than "not known", so that evidence can show it."""
        return True

    def evidence_weights(self) -> dict[str, int]:
        """The weight of what counts by how it is shown: verified, documented, declared, and
        ``open`` where nothing was answered, with a short form ``not_asked`` where nobody
        asked."""
        names = ("verified", "documented", "declared", "open")
        weights = dict.fromkeys((*names, "not_asked") if self.unasked else names, 0)
        for question, entry, state, risk, _why in self.items():
            weight = rated(question).weight
            if not weight or risk is None:
                continue
            place = (question.id, entry.id if entry else "")
            if state is State.OPEN or state is State.NOT_ASKED:
                weights[state.value] += weight
            elif state is State.ANSWERED:
                level = self.filled.evidence.get(place, "declared")
                shown = level if self.is_known(place) else "declared"
                weights[shown] += weight
        return weights

    def deciding(self) -> frozenset[str]:
        """The questions without a weight whose silence counts in completeness."""
        return frozenset()


class OpenReading(OneByOne, Reading):
    """A response as model 2 reads it.

    Claims that no reviewer accepted are taken away first, and an entry that says nothing is
    put into a register that stands empty without a word. Every question is then *known*, *not
    known* or *missing*; a condition over the latter two may hold, and so may its opposite.
    """

    model = "ait-score 2"

    def __init__(
        self, answer_set: AnswerSet, *, stand_in: bool = True, is_alone: bool = True
    ) -> None:
        """``stand_in``: whether an empty register gets an entry that says nothing. One that is
        not alone is told in which columns to look."""
        unasked = answer_set.unasked
        answer_set = answer_set.as_whole()
        self.claimed = dict(claims(answer_set))
        plain = self._listed = _without(answer_set, self.claimed)
        OneByOne.__init__(self)
        Reading.__init__(self, plain)
        self.unasked = unasked
        self._levels: dict[Place, int] = {}
        self._empty: tuple[str, ...] = ()
        missing = [
            s for s in plain.document.sections if s.repeat and not plain.entries(s.code)
        ]
        if is_alone or missing:
            self._look_alone()
        self._claims_none = bool(missing) and self._says_none()
        if stand_in and missing and not self._claims_none:
            self._stand_in(missing)

    def _stand_in(self, missing: Iterable[Section]) -> None:
        """Put an entry that says nothing into each of these sections."""
        plain = self.answer_set
        nobody = tuple(
            EntryValue(EMPTY, section.code, {}, title=_(EMPTY_TITLE))
            for section in missing
        )
        self.filled = replace(plain.filled, entries=(*plain.filled.entries, *nobody))
        self.answer_set = AnswerSet(plain.document, self.filled, plain.as_of)
        self._empty = tuple(section.code for section in missing)
        self._roots.clear()
        self._levels.clear()
        self._look_alone()

    def looked_at(self) -> LookedAt:
        """What its columns are made of."""
        roots: Roots = self._missing_roots
        return LookedAt(self.answer_set, self.claimed, self._empty, WeakMethod(roots))

    def look_in(self, standing: AnswerStanding, because: Because, number: int) -> None:
        """Look in columns that were made of several, in which it has a number."""
        self._standing, self._because, self._number = standing, because, number

    def _look_alone(self) -> None:
        standing = AnswerStanding([self.looked_at()])
        self.look_in(standing, Because(standing), 0)

    @property
    def empty(self) -> tuple[str, ...]:
        return self._empty

    @property
    def claims_none(self) -> bool:
        return self._claims_none

    def as_listed(self) -> OpenReading:
        """The same answers with only the entries that were really listed."""
        if not self._empty:
            return self
        listed = OpenReading(self._listed, stand_in=False)
        listed.unasked = self.unasked
        return listed

    def items(self) -> Iterator[RatedItem]:
        for section in self.document.sections:
            span = self._span(section)
            columns = [
                (question, self._standing.column(question).seen[span])
                for question in section.questions
            ]
            for place, entry in enumerate(self._asked_of(section)):
                for question, seen in columns:
                    yield self._as_asked(RatedItem(question, entry, *seen[place]))

    def _span(self, section: Section) -> slice:
        return self._standing.span(section.code if section.repeat else "", self._number)

    def columns(self) -> list[MarkedColumn]:
        found: list[MarkedColumn] = []
        marked, number = self._standing.marked, self._number
        for section in self.document.sections:
            if not section.repeat:
                found += [marked(question)[number] for question in section.questions]
                continue
            entries, span = self.entries(section.code), self._span(section)
            for question in section.questions:
                own = self._standing.column(question)
                weight = self._standing.compiled.asked[question.id].weight
                found.append(
                    MarkedColumn(
                        question,
                        weight,
                        entries,
                        own.seen[span],
                        own.marks[span],
                        own.tallies[span],
                    )
                )
        if self.filled.evidence:
            shown = self._shown()
            found = [
                self._standing.shown_by(column, shown[column.question.id])
                if column.question.id in shown
                else column
                for column in found
            ]
        if self.unasked:
            found = [self._column_as_asked(column) for column in found]
        return found

    def _shown(self) -> dict[str, dict[str, str]]:
        """By question the evidence in its places."""
        found: dict[str, dict[str, str]] = {}
        for (name, entry_id), level in self.filled.evidence.items():
            found.setdefault(name, {})[entry_id] = level
        return found

    def truth(self, condition: Condition, entry_id: str = "") -> Truth:
        return _TRUTHS[self._truth(condition, entry_id, negated=False)]

    def may_hold(self, condition: Condition) -> bool:
        return self._standing.may_hold(condition, self._number)

    def where(self, condition: Condition, each: str) -> Sequence[EntryValue | None]:
        standing, number = self._standing, self._number
        scope = standing.compiled.scope(condition)
        if scope is None or (scope and scope != each):
            return super().where(condition, each)
        held = standing.held(condition, negated=False).possible
        if not held:  # in none of those that are read together
            return ()
        if not scope:
            return super().where(condition, each) if held >> number & 1 else ()
        held >>= standing.span(scope, number).start
        return [
            entry for place, entry in enumerate(self.entries(each)) if held >> place & 1
        ]

    def reasons(self, condition: Condition, entry_id: str = "") -> Reasons:
        """What a condition rests on; empty when it cannot hold."""
        found = self._because.reasons(condition, entry_id, self._number)
        return self.plain_reasons(condition, entry_id) if found is None else found

    def level(self, question: Question, entry_id: str) -> int:
        """The level chosen; the highest there is where nothing known was said."""
        key = (question.id, entry_id)
        found = self._levels.get(key)
        if found is None:
            found = self._levels[key] = self._level(question, entry_id)
        return found

    def _level(self, question: Question, entry_id: str) -> int:
        state = self.state(question, entry_id)
        if state is State.HIDDEN or state is State.NOT_APPLICABLE:
            return 0
        levels, highest = self.document.kept("levels", _levels)[question.id]
        if self._knowing(question.id, entry_id) != TRUE:
            return highest
        chosen = codes_of(self.answer_set.value(question.id, entry_id))
        return max([levels[code] for code in chosen if code in levels], default=0)

    def state(self, question: Question, entry_id: str) -> State:
        """Where a question stands for the evaluation."""
        place = self._standing.place(question, entry_id, self._number)
        if place is None:
            return State.HIDDEN
        return self._standing.column(question).answers[place].seen.state

    def is_known(self, place: Place) -> bool:
        return self._knowing(*place) == TRUE

    def deciding(self) -> frozenset[str]:
        return self.document.kept("deciding", _deciding)

    def _says_none(self) -> bool:
        condition = self.document.conditions.get(NONE_USED)
        return condition is not None and self.truth(condition) is Truth.TRUE


READINGS: dict[int, Callable[[AnswerSet], Reading]] = {1: Reading, 2: OpenReading}
NEWEST = max(READINGS)


def model_number(name: str) -> int:
    """The number of the model an evaluation names (``ait-score 2``); KeyError for any other."""
    return {f"ait-score {number}": number for number in READINGS}[name]


def read_by(model: str, answer_set: AnswerSet) -> Reading:
    """The reading of an answer set by a model as a score names it; KeyError for an unknown one."""
    by_name = {reading.model: reading for reading in (Reading, OpenReading)}
    return by_name[model](answer_set)


def claims(answer_set: AnswerSet) -> Iterator[tuple[Place, Value]]:
    """Where "does not apply" is written although the question does not offer it, and no
    reviewer accepted it; with what was written."""
    questions, filled = answer_set.document.questions, answer_set.filled
    for entry_id, answers in (
        ("", filled.answers),
        *[(entry.id, entry.answers) for entry in filled.entries],
    ):
        for name, value in answers.items():
            if isinstance(value, dict) and is_reason(value):
                question = questions.get(name)
                place = (name, entry_id)
                if (
                    question is not None
                    and not question.may_not_apply
                    and place not in filled.accepted
                ):
                    yield place, value


def _without(answer_set: AnswerSet, places: Mapping[Place, Value]) -> AnswerSet:
    """The answer set without the answers at these places; the same answer set where there are none."""
    if not places:
        return answer_set
    filled = answer_set.filled
    answers = {n: v for n, v in filled.answers.items() if (n, "") not in places}
    entries = tuple(
        replace(
            entry,
            answers={
                n: v for n, v in entry.answers.items() if (n, entry.id) not in places
            },
        )
        for entry in filled.entries
    )
    return AnswerSet(
        answer_set.document,
        replace(filled, answers=answers, entries=entries),
        answer_set.as_of,
    )


def _mark(
    weight: int, state: State, risk: int | None, level: str | None
) -> Mark | None:
    """What an answer counts as; None when it is hidden, not applicable or carries no score."""
    if not weight or risk is None:
        return None
    if state is State.OPEN:
        return Mark(weight, WORST, is_open=True)
    if state is not State.ANSWERED:
        return None
    return Mark(weight, risk, evidence=level or "declared")


def level_of(question: Question, value: Value | None) -> int:
    """The highest level (0 to 4) among what was chosen; 0 where nothing has one."""
    chosen = codes_of(value)
    return max((o.level or 0 for o in question.options if o.code in chosen), default=0)


def _levels(document: Document) -> dict[str, tuple[dict[str, int], int]]:
    """Of each question the levels of its options, and the highest."""
    found = {}
    for question in document.questions.values():
        levels = {option.code: option.level or 0 for option in question.options}
        found[question.id] = levels, max(levels.values(), default=0)
    return found


def _deciding(document: Document) -> frozenset[str]:
    """The questions without a weight that decide something."""
    looked_at = {
        name
        for condition in (
            *(q.show_if for q in document.questions.values()),
            *(case.when for rule in rules_of(document) for case in rule.cases),
            document.conditions.get(NONE_USED),
        )
        for name in questions_of(condition)
    }
    return frozenset(
        question.id
        for section in document.sections
        for question in section.questions
        if not rated(question).weight
        and (question.id in looked_at or any(o.level for o in question.options))
    )
