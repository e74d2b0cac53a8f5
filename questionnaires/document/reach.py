"""What one answer can change: the other questions whose place or fields hang on it.

Compiled once per document, so that saving an answer looks at a few questions and not at all
of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from questionnaires.document.conditions import questions_of
from questionnaires.document.model import (
    All,
    AnyEntry,
    AnyOf,
    Condition,
    Document,
    Not,
    Question,
)

# A question, and whether it is reached in every entry or in the same one only.
Reached = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Reach:
    """By question, what its answer can change. ``from_elsewhere`` are the questions that
    hang on answers of another section: a colleague may have given one meanwhile."""

    answers: Mapping[str, frozenset[Reached]] = field(default_factory=dict)
    from_elsewhere: frozenset[str] = frozenset()

    def of(self, question_id: str) -> frozenset[Reached]:
        """Every question that is asked, counted or worded otherwise after this answer."""
        return self.answers.get(question_id, frozenset())


def reach_of(document: Document) -> Reach:
    """The reach of every question of a document; kept with the document."""
    return document.kept("reach", _compiled)


@dataclass(frozen=True, slots=True)
class Needs:
    """The questions whose answers decide how a page stands: those read where the page is (of
    the response as a whole, and of the entry in hand), and those read of every entry;
    ``entries`` says whether it matters which entries there are."""

    here: tuple[str, ...] = ()
    everywhere: tuple[str, ...] = ()
    entries: bool = False


NOTHING = Needs()


def needs_of(
    document: Document, question: Question, beside: Collection[Condition] = ()
) -> Needs:
    """What must be known where a question is answered: how the questions of its section
    stand, and those that it reaches, before and after. ``beside`` are further conditions
    that the page looks at."""
    section = document.section_by_code[question.section]
    left: list[Reached] = [(asked.id, False) for asked in section.questions]
    for name, is_everywhere in reach_of(document).of(question.id):
        reached = document.questions[name]
        is_of_all = is_everywhere or not question.repeated
        left.append((name, reached.repeated and is_of_all))
    conditions: list[Condition | None] = list(beside)
    for condition in beside:
        left += _looked_at(condition)
    if section.entry_title == question.id:
        left.append((question.id, True))  # no two entries have one name
    found: set[Reached] = set()
    while left:
        place = left.pop()
        if place in found:
            continue
        found.add(place)
        name, is_everywhere = place
        asked = document.questions[name]
        conditions.append(asked.show_if)
        for cause, is_anywhere in _causes(asked):
            decides = document.questions[cause]
            is_of_all = (
                is_everywhere or is_anywhere or decides.section != question.section
            )
            left.append((cause, decides.repeated and is_of_all))
    everywhere = sorted(name for name, is_of_all in found if is_of_all)
    return Needs(
        tuple(sorted(name for name, is_of_all in found if not is_of_all)),
        tuple(everywhere),
        bool(everywhere) or any(map(_counts_entries, conditions)),
    )


def _counts_entries(condition: Condition | None) -> bool:
    """Whether a condition asks of any entry."""
    if isinstance(condition, All | AnyOf):
        return any(map(_counts_entries, condition.conditions))
    if isinstance(condition, Not):
        return _counts_entries(condition.condition)
    return isinstance(condition, AnyEntry)


def _compiled(document: Document) -> Reach:
    direct: defaultdict[str, set[Reached]] = defaultdict(set)
    from_elsewhere = set()
    for question in document.questions.values():
        for name, is_anywhere in _causes(question):
            section = document.questions[name].section
            is_here = section == question.section
            direct[name].add((question.id, is_anywhere or not is_here))
            if section and not is_here:
                from_elsewhere.add(question.id)
    return Reach(
        {name: _closure(name, direct) for name in tuple(direct)},
        frozenset(from_elsewhere),
    )


def _causes(question: Question) -> Iterator[tuple[str, bool]]:
    """The questions that decide whether and how a question is asked, and whether they do so
    from any entry."""
    yield from _looked_at(question.show_if)
    for cause in (question.offered_from, *question.places_from):
        if cause:
            yield cause, False


def _looked_at(condition: Condition | None) -> Iterator[tuple[str, bool]]:
    if isinstance(condition, All | AnyOf):
        for part in condition.conditions:
            yield from _looked_at(part)
    elif isinstance(condition, Not):
        yield from _looked_at(condition.condition)
    elif isinstance(condition, AnyEntry):
        for name in questions_of(condition.where):
            yield name, True
    else:
        for name in questions_of(condition):
            yield name, False


def _closure(name: str, direct: Mapping[str, set[Reached]]) -> frozenset[Reached]:
    # Once a question is reached from any entry, all that hangs on it is: the wider way in
    # swallows the narrower one, so that each question stands in the index once.
    found: set[Reached] = set()
    left: list[Reached] = [(name, False)]
    while left:
        cause, was_everywhere = left.pop()
        for reached, is_everywhere in direct.get(cause, ()):
            place = (reached, was_everywhere or is_everywhere)
            if place not in found and (reached, True) not in found:
                found.add(place)
                left.append(place)
    return frozenset(found - {(reached, False) for reached, wide in found if wide})
