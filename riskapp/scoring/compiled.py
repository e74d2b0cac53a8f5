"""What is known of the questions and conditions of a document before anybody answers."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from questionnaires.document.answer_set import State
from questionnaires.document.condition_terms import codes_for
from questionnaires.document.conditions import terms
from questionnaires.document.meaning import not_applicable
from questionnaires.document.model import (
    All,
    AnyOf,
    Condition,
    ConditionTerm,
    Document,
    Not,
    Question,
    Test,
)
from questionnaires.document.words import say as _
from riskapp.scoring.columns import (
    DOES_NOT_APPLY,
    GIVEN,
    NOT_KNOWN,
    QuestionColumn,
    StandingAnswer,
    column_of,
    given,
)
from riskapp.scoring.kinds.base import RatedKind
from riskapp.scoring.kinds.registry import SENTENCES, rated_kind
from riskapp.scoring.rated.answer_set import Seen
from riskapp.scoring.rated.model import rated


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """What is known of a question before anybody answers. ``by_code``: how an answer that is
    one code stands, ``alone``: the column of one that is asked once. ``is_doubtful``: it may be hidden although its condition holds for certain,
    because "not answered" holds of an answer that hangs on others, even where one was given.
    ``is_plain``: it is answered where something was said, and nothing set aside.
    ``is_of_several``: several are chosen, and nothing else decides how the answer stands."""

    section: str  # of the entries it is asked of, or ""
    weight: int
    kind: RatedKind
    hangs_on: tuple[str, ...]
    needs_known: bool
    by_code: Mapping[str, StandingAnswer]
    alone: Mapping[str, QuestionColumn]
    is_doubtful: bool
    is_plain: bool
    is_of_several: bool


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
        found = self.conditions.get(id(condition))
        return found.scope if found is not None else self.known(condition).scope

    def _sections(self, condition: Condition) -> Iterator[str]:
        if isinstance(condition, All | AnyOf):
            for part in condition.conditions:
                yield from self._sections(part)
        elif isinstance(condition, Not):
            yield from self._sections(condition.condition)
        elif isinstance(condition, ConditionTerm):
            yield from (self.asked[name].section for name in condition.questions)


def compiled(document: Document) -> Compiled:
    """What is found out of a document; asked for once and kept with it."""
    asked = {name: _asked(question) for name, question in document.questions.items()}
    return Compiled(document, asked)


def _asked(question: Question) -> KnownQuestion:
    kind = rated_kind(question)
    is_doubtful = any(term.test == Test.ANSWERED for term in terms(question.show_if))
    by_code = _by_code(question) if question.section and not is_doubtful else {}
    is_plain = bool(question.section) and not is_doubtful and not question.places_from
    return KnownQuestion(
        section=question.section if question.repeated else "",
        weight=rated(question).weight,
        kind=kind,
        hangs_on=kind.hangs_on(question),
        needs_known=kind.needs_known,
        by_code=by_code,
        alone={}
        if question.repeated
        else {code: column_of([answer], [code], 1) for code, answer in by_code.items()},
        is_doubtful=is_doubtful,
        is_plain=is_plain,
        is_of_several=is_plain
        and bool(question.choices)
        and kind.alike(question, [""]) == ("",),
    )


def _by_code(question: Question) -> dict[str, StandingAnswer]:
    kind, weight = rated_kind(question), rated(question).weight
    found = {}
    for code in question.choices:
        evaluated = kind.evaluate_code(question, code)
        if evaluated is not None:
            found[code] = (
                DOES_NOT_APPLY
                if not_applicable(question, code)
                else given(
                    Seen(State.ANSWERED, *evaluated) if weight else GIVEN,
                    weight,
                    is_known=code != NOT_KNOWN,
                )
            )
    return found
