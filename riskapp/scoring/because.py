"""Why a condition holds, or may hold, in all places at once.

The promise: what is told of a place is what ``OpenReading`` finds there one question at a time
(its ``plain_reasons``); the tests hold both to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from questionnaires.document.conditions import questions_of
from questionnaires.document.model import (
    All,
    AnyEntry,
    AnyOf,
    Condition,
    ConditionTerm,
    Document,
    Not,
)
from riskapp.scoring.standing import AnswerStanding, HeldPlaces


class Reasons(NamedTuple):
    """The questions behind a condition that holds or may hold; of these, the ``missing``
    ones, and those that alone would settle it (``lifted_by``)."""

    because: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    lifted_by: tuple[str, ...] = ()


NONE = Reasons()


class Behind(NamedTuple):
    """A question behind a condition in some places, and whether it is missing there."""

    places: int
    question: str
    is_missing: bool


class BehindEntries(NamedTuple):
    """What is behind a condition on the entries of a section, in those places of their own; in
    a response that has no entries, the questions they would be asked."""

    places: int
    section: str
    of_entries: Sequence[Behind | BehindEntries]
    asked: tuple[str, ...]


class Because:
    """The reasons of conditions in the places of some columns, each found when it is asked for."""

    def __init__(self, standing: AnswerStanding) -> None:
        self._questions = standing.document.questions
        self._order = standing.document.kept("order of questions", order_of_questions)
        self._compiled = standing.compiled
        self._standing = standing
        self._behind: dict[tuple[int, str], Sequence[Behind | BehindEntries]] = {}
        self._opened: dict[tuple[str, str], list[Behind]] = {}
        self._hanging: dict[str, int] = {}
        self._assumed: dict[tuple[str, int, bool], HeldPlaces] = {}

    def reasons(
        self, condition: Condition, entry_id: str, number: int
    ) -> Reasons | None:
        """What a condition rests on in an entry of an answer set, or in all of it; empty where
        it cannot hold, None where it is asked of a place of which its questions are not."""
        standing = self._standing
        section, place = standing.where(entry_id, number)
        scope = self._compiled.scope(condition)
        if place is None or scope is None or scope not in ("", section):
            return None
        own = place if scope else number
        certain, possible = standing.held(condition, negated=False)
        if not possible >> own & 1:
            return NONE
        found = self._at(self._all(condition, section), place, number)
        because = tuple(dict.fromkeys([name for name, _ in found]))
        if certain >> own & 1:
            return Reasons(because)
        missing = tuple(
            sorted({name for name, gone in found if gone}, key=self._order.__getitem__)
        )
        alone = tuple(
            [
                name
                for name in missing
                if not self._assuming(name, condition, negated=False).possible >> own
                & 1
            ]
        )
        return Reasons(tuple(dict.fromkeys((*because, *missing))), missing, alone)

    def missing(
        self, condition: Condition, entry_id: str, number: int
    ) -> tuple[str, ...] | None:
        """The questions that are missing behind a condition that is only possible, in the order
        in which they are met; None as for ``reasons``."""
        section, place = self._standing.where(entry_id, number)
        scope = self._compiled.scope(condition)
        if place is None or scope is None or scope not in ("", section):
            return None
        found = self._at(self._all(condition, section), place, number)
        return tuple(dict.fromkeys([name for name, is_missing in found if is_missing]))

    def _all(
        self, condition: Condition, section: str
    ) -> Sequence[Behind | BehindEntries]:
        """What is behind a condition wherever it may hold."""
        key = (id(condition), section)
        found = self._behind.get(key)
        if found is None:
            where = self._standing.held_in(section, condition, negated=False).possible
            found = self._behind[key] = list(
                self._found(condition, section, where, negated=False)
            )
        return found

    def _at(
        self, behind: Sequence[Behind | BehindEntries], place: int, number: int
    ) -> list[tuple[str, bool]]:
        """The questions behind a condition in one place, and whether they are missing."""
        bit = 1 << place
        found = []
        for one in [one for one in behind if one[0] & bit]:
            if isinstance(one, Behind):
                found.append(one[1:])
                continue
            _, section, of_entries, asked = one
            span = self._standing.span(section, number)
            if span.start == span.stop:
                found += [(name, False) for name in asked]
            for entry in range(span.start, span.stop):
                found += self._at(of_entries, entry, number)
        return found

    def _found(
        self, condition: Condition, section: str, where: int, *, negated: bool
    ) -> Iterator[Behind | BehindEntries]:
        """What is behind a condition in these places of a section."""
        if not where:
            return
        if isinstance(condition, ConditionTerm):
            yield from self._behind_term(condition, section, where, negated=negated)
        elif isinstance(condition, Not):
            yield from self._found(
                condition.condition, section, where, negated=not negated
            )
        elif isinstance(condition, AnyEntry):
            yield from self._behind_entries(condition, where, negated=negated)
        else:
            yield from self._behind_parts(condition, section, where, negated=negated)

    def _behind_parts(
        self, condition: All | AnyOf, section: str, where: int, *, negated: bool
    ) -> Iterator[Behind | BehindEntries]:
        """All parts of what has to hold as a whole; else those that hold as it does."""
        every = isinstance(condition, All) is not negated
        whole = self._standing.held_in(section, condition, negated=negated)
        for part in condition.conditions:
            own = where
            if not every:
                held = self._standing.held_in(section, part, negated=negated)
                own &= _alike(whole, held)
            yield from self._found(part, section, own, negated=negated)

    def _behind_entries(
        self, condition: AnyEntry, where: int, *, negated: bool
    ) -> Iterator[BehindEntries]:
        """What is behind it in the entries in which it holds as it does in all of them."""
        if condition.where is None:
            return
        standing, own = self._standing, condition.section
        held = standing.held(condition, negated=negated)
        whole = HeldPlaces(
            standing.each(own, held.certain), standing.each(own, held.possible)
        )
        entries = standing.held_in(own, condition.where, negated=negated)
        found = self._found(
            condition.where, own, _alike(whole, entries), negated=negated
        )
        asked = tuple(questions_of(condition.where))
        yield BehindEntries(where, own, list(found), asked)

    def _behind_term(
        self, term: ConditionTerm, section: str, where: int, *, negated: bool
    ) -> Iterator[Behind]:
        """The questions of a term; and where it is only possible, those that are missing."""
        for name in term.questions:
            yield Behind(where, name, is_missing=False)
        certain, possible = self._standing.held_in(section, term, negated=negated)
        maybe = where & possible & ~certain
        if maybe:
            yield from self._missing(term, section, maybe)

    def _missing(
        self, term: ConditionTerm, section: str, where: int
    ) -> Iterator[Behind]:
        """The questions whose answers would settle a term, where it is open: those it asks, or
        those they hang on."""
        for asked in term.questions:
            for places, name, _ in self._open(asked, section):
                if places & where:
                    yield Behind(places & where, name, is_missing=True)

    def _open(self, name: str, section: str) -> Sequence[Behind]:
        """Where nothing known is said to a question, as a section sees it: the question itself,
        or those it hangs on there."""
        found = self._opened.get((name, section))
        if found is None:
            found = self._opened[name, section] = []
            standing, question = self._standing, self._questions[name]
            known = standing.spread(standing.column(question).known, question, section)
            unknown = standing.full(section) & ~known
            hanging = unknown and unknown & self._hangs(name, section)
            if unknown != hanging:
                found.append(Behind(unknown & ~hanging, name, is_missing=True))
            while hanging:
                bit = hanging & -hanging
                hanging ^= bit
                for root in standing.roots(name, section, bit.bit_length() - 1):
                    found.append(Behind(bit, root, is_missing=True))
        return found

    def _hangs(self, name: str, section: str) -> int:
        """Where a question may hang on others that are missing, as a section sees it."""
        question, standing = self._questions[name], self._standing
        found = self._hanging.get(name)
        if found is None:
            asked = self._compiled.asked[name]
            found = 0
            if question.show_if is not None:
                certain, possible = standing.held_in(
                    asked.section, question.show_if, negated=False
                )
                found |= possible & ~certain
            for other in asked.hangs_on:
                on = self._questions[other]
                known = standing.column(on).known
                found |= ~standing.spread(known, on, asked.section)
            self._hanging[name] = found = found & standing.full(asked.section)
        return standing.spread(found, question, section)

    # What would hold if one answer were the best.

    def _assuming(
        self, name: str, condition: Condition, *, negated: bool
    ) -> HeldPlaces:
        """Where a condition holds, if no term held that is open for want of this answer."""
        key = (name, id(condition), negated)
        found = self._assumed.get(key)
        if found is None:
            if isinstance(condition, ConditionTerm):
                found = self._assuming_term(name, condition, negated=negated)
            elif isinstance(condition, AnyEntry) and condition.where is None:
                found = self._standing.held(condition, negated=negated)
            else:

                def held(part: Condition, *, negated: bool) -> HeldPlaces:
                    return self._assuming(name, part, negated=negated)

                found = self._standing.made_of(condition, held, negated=negated)
            self._assumed[key] = found
        return found

    def _assuming_term(
        self, name: str, term: ConditionTerm, *, negated: bool
    ) -> HeldPlaces:
        held = self._standing.held(term, negated=negated)
        section = self._compiled.scope(term) or ""
        open_in = self._standing.full(section)
        gone = 0
        for one in self._missing(term, section, open_in):
            if one.question == name:
                gone |= one.places
        return HeldPlaces(held.certain & ~gone, held.possible & ~gone)


def _alike(whole: HeldPlaces, part: HeldPlaces) -> int:
    """Where a part holds for certain as the whole does, or as the whole may hold."""
    return whole.certain & part.certain | (whole.possible & ~whole.certain) & (
        part.possible & ~part.certain
    )


def order_of_questions(document: Document) -> dict[str, int]:
    """The place of each question in its document."""
    return {name: place for place, name in enumerate(document.questions)}
