"""The answers to open questions of an entry that somebody may confirm.

They come from what is published of its plan, what follows from other answers, and what was
answered for another entry. Only what was seen on an exact day and is not stale is proposed, and
nothing where two facts mean different answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.guides import Standing
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Question
from questionnaires.document.values import (
    EntryValue,
    Filled,
    Value,
    is_reason,
    with_answer,
)
from riskapp.tools.alike import Look
from riskapp.tools.catalogue import ToolPlan
from riskapp.tools.following import Consequence
from riskapp.tools.told import FactLink, ToldFact, speaks_against, told_of

UNKNOWN = "unknown"

Grounds = Mapping[str, Sequence[ToldFact]]  # what speaks for an answer, by question


@dataclass(frozen=True, slots=True)
class ToolProposal:
    """The answer that what is known of a tool-plan means, that follows from other answers, or
    that another entry has, for somebody to confirm."""

    question: Question
    value: Value
    grounds: tuple[ToldFact, ...] = ()
    as_for: EntryValue | None = None  # the entry that has this answer
    because: str = ""  # what was answered that it follows from

    @property
    def alike(self) -> str:
        """The title of the entry that has this answer; "" where none has."""
        return self.as_for.title if self.as_for else ""


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """The entry that answers are proposed for, chosen as ``plan``, among all answers, and the
    facts that speak of its questions."""

    id: str
    plan: ToolPlan | None
    answer_set: AnswerSet
    links: tuple[FactLink, ...]

    def allows(self, question: str, value: Value) -> bool:
        """Whether nothing that is published speaks against an answer."""
        return not speaks_against(self.links, self.plan, question, value)


def grounds_for(entry: OpenEntry) -> Grounds:
    """The fresh facts that mean an answer to an open question, by question."""
    found: dict[str, list[ToldFact]] = {}
    answer_set = entry.answer_set
    if entry.plan is None:
        return found
    for link in entry.links:
        place = (link.question, entry.id)
        if not answer_set.asks(*place) or answer_set.value(*place) is not None:
            continue
        told = told_of(link, entry.plan, None, answer_set.as_of)
        if told is None or told.use is None or told.standing is not Standing.FRESH:
            continue
        found.setdefault(link.question, []).append(told)
    return found


def published_for(entry: OpenEntry, grounds: Grounds) -> list[ToolProposal]:
    """What is known of the plan, where all facts of a question mean the same answer."""
    questions = entry.answer_set.document.questions
    return [
        ToolProposal(questions[name], told[0].use, tuple(told))
        for name, told in grounds.items()
        if told[0].use is not None and all(one.use == told[0].use for one in told)
    ]


def following_for(
    entry: OpenEntry,
    follows: Iterable[Consequence],
    published_ones: Collection[ToolProposal],
) -> Iterator[ToolProposal]:
    """What follows from answers that count, given in general or for the same entry, or are
    proposed for it; nothing that what is published speaks against."""
    document, filled = entry.answer_set.document, entry.answer_set.filled
    taken = {proposal.question.id for proposal in published_ones}
    for one in published_ones:
        filled = with_answer(document, filled, one.question, entry.id, one.value)
    after = AnswerSet(document, filled, entry.answer_set.as_of)
    for rule in follows:
        place = (rule.question, entry.id)
        if rule.question in taken or not after.asks(*place):
            continue
        if after.value(*place) is not None or not rule.holds(after, entry.id):
            continue
        value = rule.value(after, entry.id)
        if value is None or not entry.allows(rule.question, value):
            continue
        taken.add(rule.question)
        question = document.questions[rule.question]
        yield ToolProposal(question, value, because=rule.reason)


def as_for_another(
    entry: OpenEntry,
    neighbours: Iterable[Look],
    alike: Mapping[str, str],
    known: Collection[str],
) -> Iterator[ToolProposal]:
    """What counts for another entry, for each question of which nothing is known: of the
    entries that have in common what the question asks for, the nearest first."""
    if not alike:
        return
    by_entry = {look.entry.id: look for look in neighbours}
    here = by_entry.pop(entry.id, None)
    if here is None:
        return
    others = sorted(
        by_entry.values(), key=lambda other: other.nearness(here), reverse=True
    )
    answer_set = entry.answer_set
    for name, shared in alike.items():
        is_closed = (name, entry.id) in answer_set.filled.closed
        if is_closed or name in known or name in here.entry.answers:
            continue
        for other in others:
            value = _counting(answer_set, name, other.entry.id)
            if (
                value is not None
                and other.shares(shared, here)
                and entry.allows(name, value)
            ):
                question = answer_set.document.questions[name]
                yield ToolProposal(question, value, as_for=other.entry)
                break


def together(
    proposed: Iterable[ToolProposal], answer_set: AnswerSet, entry_id: str
) -> tuple[ToolProposal, ...]:
    """What is asked once all of it is answered, in the order of the questions. What hangs on
    another answer (the rights needed on those held) is left out where that one is another."""
    document, filled = answer_set.document, answer_set.filled
    by_question = {proposal.question.id: proposal for proposal in proposed}
    made: list[ToolProposal] = []
    for question in document.questions.values():
        proposal = by_question.get(question.id)
        if proposal is None or not _fits(proposal, filled, entry_id):
            continue
        made.append(proposal)
        filled = with_answer(document, filled, question, entry_id, proposal.value)
    after = AnswerSet(document, filled, answer_set.as_of)
    return tuple(one for one in made if after.shown(one.question.id, entry_id))


def _fits(proposal: ToolProposal, filled: Filled, entry_id: str) -> bool:
    """Whether the answers this one hangs on are those of the entry it comes from."""
    question = proposal.question
    hangs_on = tuple(filter(None, (question.offered_from, *question.places_from)))
    if proposal.as_for is None or not hangs_on:
        return True
    own = next(entry for entry in filled.entries if entry.id == entry_id)
    return all(
        own.answers.get(name) == proposal.as_for.answers.get(name) for name in hangs_on
    )


def _counting(answer_set: AnswerSet, question: str, entry_id: str) -> Value | None:
    """The answer of an entry, where it counts and says something about another as well: not
    why it does not apply there, nor that nobody knows."""
    if answer_set.state(question, entry_id) is not State.ANSWERED:
        return None
    value = answer_set.value(question, entry_id)
    if is_reason(value) or UNKNOWN in codes_of(value):
        return None
    return value
