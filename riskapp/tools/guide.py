"""What published facts have to do with the questions of the tool register.

A :class:`ToolGuide` says beside which question a fact is shown, which answer a published value
means, and which combinations of facts and answers are worth a question to check. What was
seen on an exact day, and need not be looked at again yet, is proposed; it never answers anything
by itself. A fact without its exact day or the digest of its words is shown and takes no part in
anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Condition, Document, Option
from riskapp.tools.alike import Look
from riskapp.tools.answers import still_an_answer
from riskapp.tools.asks import Ask
from riskapp.tools.catalogue import ToolCatalogue, ToolPlan
from riskapp.tools.following import Consequence
from riskapp.tools.proposing import (
    OpenEntry,
    ToolProposal,
    as_for_another,
    following_for,
    grounds_for,
    published_for,
    together,
)
from riskapp.tools.told import FactLink, ToldFact, told_of


@dataclass(frozen=True, slots=True)
class GuideForQuestion:
    """Everything to show beside one question."""

    told: tuple[ToldFact, ...] = ()
    asks: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the answer is another than what is published."""
        return any(told.differs for told in self.told)


@dataclass(frozen=True, slots=True)
class ToolGuidePart:
    """Some questions of an entry under one heading."""

    code: str
    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToolGuide:
    """The whole map, for one section of one questionnaire; "" as section fits nowhere."""

    questionnaire: str = ""
    section: str = ""
    name: str = ""
    provider: str = ""
    plan: str = ""
    rights: str = ""
    announced: str = ""
    parts: tuple[ToolGuidePart, ...] = ()
    links: tuple[FactLink, ...] = ()
    asks: tuple[Ask, ...] = ()
    alike: Mapping[str, str] = field(default_factory=dict)
    follows: tuple[Consequence, ...] = ()
    catalogue: ToolCatalogue = field(default_factory=lambda: ToolCatalogue("", {}))

    @property
    def questions(self) -> frozenset[str]:
        """Every question something may be shown beside."""
        return frozenset(link.question for link in self.links) | frozenset(
            ask.question for ask in self.asks
        )

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """What decides, besides the answers of an entry, what is to be checked there."""
        return tuple(ask.when for ask in self.asks if ask.when is not None)

    def answers_of(self, plan: ToolPlan) -> dict[str, str]:
        """What choosing a tool-plan says by itself: its name and, where sure, the provider."""
        words = {self.name: plan.name, self.provider: plan.company}
        return {question: text for question, text in words.items() if question and text}

    def proposals(
        self, plan: ToolPlan | None, answer_set: AnswerSet, entry_id: str
    ) -> tuple[ToolProposal, ...]:
        """The answers to open questions of an entry that somebody may confirm, in the order
        of the questions: what is known of its plan, what follows from other answers, and what was
        answered for another entry.

        Only what was seen on an exact day and is not stale is proposed, and nothing where two
        facts mean different answers. All of them can be given together.
        """
        entry = OpenEntry(entry_id, plan, answer_set, self.links)
        grounds = grounds_for(entry)
        published = published_for(entry, grounds)
        following = list(following_for(entry, self.follows, published))
        known = grounds.keys() | {proposal.question.id for proposal in following}
        others = as_for_another(entry, self._neighbours(answer_set), self.alike, known)
        return together((*published, *following, *others), answer_set, entry_id)

    def _neighbours(self, answer_set: AnswerSet) -> Iterator[Look]:
        """What each entry of the section has in common with others."""
        for entry in answer_set.entries(self.section):
            yield Look.at(entry, self.catalogue, self.provider)

    def highest(self, answer_set: AnswerSet, entry_id: str) -> Option | None:
        """The heaviest right an entry holds, the first of several; None when none is named."""
        if not self.rights:
            return None
        question = answer_set.document.questions[self.rights]
        held = codes_of(answer_set.value(self.rights, entry_id))
        options = [option for option in question.options if option.code in held]
        return max(options, key=lambda option: option.level or 0, default=None)

    def beside(
        self, plan: ToolPlan | None, answer_set: AnswerSet, entry_id: str
    ) -> dict[str, GuideForQuestion]:
        """What to show beside the questions of one entry, by question; ``plan`` is None
        for an entry that was not chosen from the catalogue."""
        told = self._told(plan, answer_set, entry_id) if plan else {}
        asks: dict[str, tuple[str, ...]] = {}
        for ask in self.asks_about(plan, answer_set, entry_id):
            asks[ask.question] = (*asks.get(ask.question, ()), ask.text)
        return {
            question: GuideForQuestion(told.get(question, ()), asks.get(question, ()))
            for question in {**told, **asks}
        }

    def _told(
        self, plan: ToolPlan, answer_set: AnswerSet, entry_id: str
    ) -> dict[str, tuple[ToldFact, ...]]:
        """What is published of a plan, by question."""
        told: dict[str, tuple[ToldFact, ...]] = {}
        for link in self.links:
            answer = answer_set.value(link.question, entry_id)
            found = told_of(link, plan, answer, answer_set.as_of)
            if found is not None:
                told[link.question] = (*told.get(link.question, ()), found)
        return told

    def asks_about(
        self, plan: ToolPlan | None, answer_set: AnswerSet, entry_id: str
    ) -> list[Ask]:
        """The traps that an entry may have run into."""
        kept = self.answers_of(plan) if plan else {}
        return [
            ask for ask in self.asks if ask.applies(plan, kept, answer_set, entry_id)
        ]

    def fitting(self, document: Document) -> ToolGuide:
        """The part of the map that speaks of questions this document has."""
        section = document.section_by_code.get(self.section)
        if document.id != self.questionnaire or section is None or not section.repeat:
            return ToolGuide()
        asked = {question.id: question for question in section.questions}
        return replace(
            self,
            name=self.name if self.name in asked else "",
            provider=self.provider if self.provider in asked else "",
            plan=self.plan if self.plan in asked else "",
            rights=self.rights if self.rights in asked else "",
            announced=self.announced if self.announced in document.questions else "",
            parts=tuple(
                replace(part, questions=tuple(q for q in part.questions if q in asked))
                for part in self.parts
            ),
            links=tuple(
                link.fitting(document) for link in self.links if link.question in asked
            ),
            alike={q: shared for q, shared in self.alike.items() if q in asked},
            follows=tuple(
                one
                for one in self.follows
                if one.question in asked
                and one.looks_at <= document.questions.keys()
                and still_an_answer(document, asked[one.question], one.use)
            ),
            asks=tuple(
                ask
                for ask in self.asks
                if ask.question in asked and ask.looks_at <= document.questions.keys()
            ),
        )
