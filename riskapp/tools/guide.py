"""What published facts have to do with the questions of the tool register.

A :class:`Guide` says beside which question a fact is shown, which answer a published value
means exactly, and which combinations of facts and answers are worth a question to check.
It never answers anything.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, replace

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.cleaning import clean
from questionnaires.document.conditions import questions_of
from questionnaires.document.errors import AnswerError
from questionnaires.document.guides import FactValue
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Condition, Document, Option, Question
from questionnaires.document.values import Value
from riskapp.tools.catalogue import Catalogue, Fact, ToolPlan

PLAN = "plan"  # the plan itself can be spoken of like a fact; it has no source


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one published value means: ``use`` is the answer it means exactly (None: no
    single one), ``fits`` are the codes of answers that do not contradict it."""

    value: FactValue
    use: Value | None = None
    fits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """One fact, what people call it, and the question it speaks of."""

    fact: str
    label: str
    question: str
    meanings: tuple[Meaning, ...] = ()

    def meaning(self, value: FactValue) -> Meaning | None:
        """What this published value means; None when it is text to read."""
        return next((found for found in self.meanings if found.value == value), None)


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing a tool-plan must be for an ask to be put; exactly one part is used."""

    plans: tuple[str, ...] = ()
    fact: str = ""
    values: tuple[FactValue, ...] = ()
    known: bool | None = None
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A known trap, worded as a question to check."""

    id: str
    question: str
    text: str
    grounds: tuple[Ground, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A fact beside its question. ``fact`` is None for the plan itself."""

    link: Link
    value: FactValue
    fact: Fact | None
    use: Value | None
    differs: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything to show beside one question."""

    told: tuple[Told, ...] = ()
    asks: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the answer is another than what is published."""
        return any(told.differs for told in self.told)


@dataclass(frozen=True, slots=True)
class Guide:
    """The whole map, for one section of one questionnaire; "" as section fits nowhere."""

    questionnaire: str = ""
    section: str = ""
    name: str = ""
    provider: str = ""
    plan: str = ""
    rights: str = ""
    links: tuple[Link, ...] = ()
    asks: tuple[Ask, ...] = ()
    catalogue: Catalogue = field(default_factory=lambda: Catalogue("", {}))

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

    def link(self, fact: str) -> Link | None:
        """Where a fact is shown; None for one that is not."""
        return next((link for link in self.links if link.fact == fact), None)

    def answers_of(self, plan: ToolPlan) -> dict[str, str]:
        """What choosing a tool-plan says by itself: its name and, where sure, the provider."""
        said = {self.name: plan.name, self.provider: plan.company}
        return {question: text for question, text in said.items() if question and text}

    def use_of(self, plan: ToolPlan, fact: str) -> tuple[str, Value] | None:
        """The question and the answer a published fact means exactly; None for the rest."""
        link = self.link(fact)
        value = published(plan, fact)
        meaning = link.meaning(value) if link and value is not None else None
        if link is None or meaning is None or meaning.use is None:
            return None
        return link.question, meaning.use

    def highest_right(self, answer_set: AnswerSet, entry_id: str) -> Option | None:
        """The heaviest right an entry holds, the first of several; None when none is named."""
        if not self.rights:
            return None
        question = answer_set.document.questions[self.rights]
        held = codes_of(answer_set.value(self.rights, entry_id))
        options = [option for option in question.options if option.code in held]
        return max(options, key=lambda option: option.level or 0, default=None)

    def beside(
        self, plan: ToolPlan | None, answer_set: AnswerSet, entry_id: str
    ) -> dict[str, Beside]:
        """What to show beside the questions of one entry, by question; ``plan`` is None
        for an entry that was not chosen from the catalogue."""
        told: dict[str, tuple[Told, ...]] = {}
        asks: dict[str, tuple[str, ...]] = {}
        for link in self.links if plan else ():
            found = self._told(link, plan, answer_set.value(link.question, entry_id))
            if found is not None:
                told[link.question] = (*told.get(link.question, ()), found)
        for ask in self.asks_about(plan, answer_set, entry_id):
            asks[ask.question] = (*asks.get(ask.question, ()), ask.text)
        return {
            question: Beside(told.get(question, ()), asks.get(question, ()))
            for question in {**told, **asks}
        }

    def asks_about(
        self, plan: ToolPlan | None, answer_set: AnswerSet, entry_id: str
    ) -> list[Ask]:
        """The traps that an entry may have run into."""
        return [
            ask for ask in self.asks if self._applies(ask, plan, answer_set, entry_id)
        ]

    def fitting(self, document: Document) -> Guide:
        """The part of the map that speaks of questions this document has."""
        section = document.section_by_code.get(self.section)
        if document.id != self.questionnaire or section is None or not section.repeat:
            return Guide()
        asked = {question.id: question for question in section.questions}
        return replace(
            self,
            name=self.name if self.name in asked else "",
            provider=self.provider if self.provider in asked else "",
            plan=self.plan if self.plan in asked else "",
            rights=self.rights if self.rights in asked else "",
            links=tuple(
                _fitting(link, document)
                for link in self.links
                if link.question in asked
            ),
            asks=tuple(
                ask
                for ask in self.asks
                if ask.question in asked and _looks_at(ask) <= document.questions.keys()
            ),
        )

    @staticmethod
    def _told(link: Link, plan: ToolPlan | None, answer: Value | None) -> Told | None:
        value = published(plan, link.fact) if plan else None
        if plan is None or value is None:
            return None
        meaning = link.meaning(value)
        use = meaning.use if meaning else None
        differs = meaning is not None and _differs(meaning, answer)
        return Told(link, value, plan.facts.get(link.fact), use, differs)

    def _applies(
        self, ask: Ask, plan: ToolPlan | None, answer_set: AnswerSet, entry_id: str
    ) -> bool:
        if ask.grounds and plan is None:
            return False
        for ground in ask.grounds:
            if not self._stands(ground, plan, answer_set, entry_id):
                return False
        return ask.when is None or answer_set.holds(ask.when, entry_id)

    def _stands(
        self,
        ground: Ground,
        plan: ToolPlan | None,
        answer_set: AnswerSet,
        entry_id: str,
    ) -> bool:
        if plan is None:
            return False
        if ground.plans:
            return plan.id in ground.plans
        if ground.kept:
            filled_in = self.answers_of(plan).get(ground.kept)
            return filled_in is not None and filled_in == answer_set.value(
                ground.kept, entry_id
            )
        value = published(plan, ground.fact)
        if ground.known is not None:
            return (value is not None) is ground.known
        return value in ground.values


def published(plan: ToolPlan, fact: str) -> FactValue | None:
    """The value of a fact, or of the plan itself; None when it is not known."""
    if fact == PLAN:
        return plan.plan or None
    found = plan.facts.get(fact)
    return found.value if found else None


def _differs(meaning: Meaning, answer: Value | None) -> bool:
    if answer is None or answer == meaning.use:
        return False
    if isinstance(answer, dict) and "not_applicable" in answer:
        return False
    codes = codes_of(answer)
    return not codes or any(code not in meaning.fits for code in codes)


def _looks_at(ask: Ask) -> set[str]:
    """Every question that must exist for an ask to be tried."""
    kept = {ground.kept for ground in ask.grounds if ground.kept}
    return kept | set(questions_of(ask.when))


def _fitting(link: Link, document: Document) -> Link:
    """The link without answers that its question does not have in this document."""
    question = document.questions[link.question]
    return replace(
        link,
        meanings=tuple(
            meaning
            for meaning in link.meanings
            if all(code in question.choices for code in meaning.fits)
            and _still_an_answer(document, question, meaning.use)
        ),
    )


def _still_an_answer(
    document: Document, question: Question, value: Value | None
) -> bool:
    if value is None:
        return True
    try:
        return clean(document, question, value, as_of=datetime.date.max) == value
    except AnswerError:
        return False
