"""What published facts have to do with the questions of the tool register.

A :class:`ToolGuide` says beside which question a fact is shown, which answer a published value
means, and which combinations of facts and answers are worth a question to check. What is
dated and not too old is proposed; it never answers anything by itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.cleaning import clean
from questionnaires.document.conditions import questions_of
from questionnaires.document.errors import AnswerError
from questionnaires.document.guides import FactValue, Standing
from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Condition, Document, Option, Question
from questionnaires.document.values import Value, with_answer
from riskapp.tools.catalogue import PublishedFact, ToolCatalogue, ToolPlan

# What was chosen can be spoken of like a fact; it has no source.
PLAN, KIND = "plan", "kind"
CHOSEN = (PLAN, KIND)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one published value means: ``use`` is the answer it means (None: no single one),
    ``fits`` are the codes of answers that do not contradict it. With ``plans`` it means that
    for these tool-plans alone; ``words`` is how the value is said, where not as it stands."""

    value: FactValue
    use: Value | None = None
    fits: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class FactLink:
    """One fact, what people call it, and the question it speaks of."""

    fact: str
    label: str
    question: str
    meanings: tuple[Meaning, ...] = ()

    @property
    def id(self) -> str:
        """What tells it apart: a fact can speak of several questions."""
        return f"{self.fact} of {self.question}"

    def meaning(self, plan: ToolPlan, value: FactValue) -> Meaning | None:
        """What this published value of a tool-plan means; None when it is text to read."""
        return next(
            (
                found
                for found in self.meanings
                if found.value == value and (not found.plans or plan.id in found.plans)
            ),
            None,
        )


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
class ToldFact:
    """A fact beside its question. ``fact`` is None for what was chosen itself."""

    link: FactLink
    value: FactValue
    fact: PublishedFact | None
    use: Value | None
    differs: bool
    standing: Standing


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
class ToolProposal:
    """The answer that what is known of a tool-plan means, for somebody to confirm."""

    question: Question
    value: Value
    grounds: tuple[ToldFact, ...]


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
    fresh_months: int = 0
    parts: tuple[ToolGuidePart, ...] = ()
    links: tuple[FactLink, ...] = ()
    asks: tuple[Ask, ...] = ()
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
        """The answers to open questions of an entry that what is known of its plan means, in
        the order of the questions.

        Only what is dated and not too old is proposed, and nothing where two facts mean
        different answers. All of them can be given together.
        """
        found: dict[str, list[ToldFact]] = {}
        for link in self.links if plan else ():
            place = (link.question, entry_id)
            if not answer_set.asks(*place) or answer_set.value(*place) is not None:
                continue
            told = self._told(link, plan, None, answer_set.as_of)
            if told is None or told.use is None or told.standing is not Standing.FRESH:
                continue
            found.setdefault(link.question, []).append(told)
        agreed = {
            name: tuple(grounds)
            for name, grounds in found.items()
            if all(told.use == grounds[0].use for told in grounds)
        }
        return self._together(agreed, answer_set, entry_id)

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
        told: dict[str, tuple[ToldFact, ...]] = {}
        asks: dict[str, tuple[str, ...]] = {}
        for link in self.links if plan else ():
            answer = answer_set.value(link.question, entry_id)
            found = self._told(link, plan, answer, answer_set.as_of)
            if found is not None:
                told[link.question] = (*told.get(link.question, ()), found)
        for ask in self.asks_about(plan, answer_set, entry_id):
            asks[ask.question] = (*asks.get(ask.question, ()), ask.text)
        return {
            question: GuideForQuestion(told.get(question, ()), asks.get(question, ()))
            for question in {**told, **asks}
        }

    def asks_about(
        self, plan: ToolPlan | None, answer_set: AnswerSet, entry_id: str
    ) -> list[Ask]:
        """The traps that an entry may have run into."""
        return [
            ask for ask in self.asks if self._applies(ask, plan, answer_set, entry_id)
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

    def _together(
        self,
        grounds: Mapping[str, tuple[ToldFact, ...]],
        answer_set: AnswerSet,
        entry_id: str,
    ) -> tuple[ToolProposal, ...]:
        """What is still asked once all of it is answered."""
        document, filled = answer_set.document, answer_set.filled
        made = {}
        for question in document.questions.values():
            use = grounds[question.id][0].use if question.id in grounds else None
            if use is not None:
                made[question.id] = ToolProposal(question, use, grounds[question.id])
                filled = with_answer(document, filled, question, entry_id, use)
        after = AnswerSet(document, filled, answer_set.as_of)
        return tuple(made[name] for name in made if after.shown(name, entry_id))

    def _told(
        self,
        link: FactLink,
        plan: ToolPlan | None,
        answer: Value | None,
        today: datetime.date,
    ) -> ToldFact | None:
        value = published(plan, link.fact) if plan else None
        if plan is None or value is None:
            return None
        meaning = link.meaning(plan, value)
        if meaning is None and link.fact == KIND:
            return None  # our word for it, which says nothing to anybody
        words = meaning.words if meaning and meaning.words else value
        use = meaning.use if meaning else None
        is_usual = link.fact == KIND  # what is usual is nothing to differ from
        differs = meaning is not None and not is_usual and _differs(meaning, answer)
        fact = plan.facts.get(link.fact)
        return ToldFact(link, words, fact, use, differs, self._standing(fact, today))

    def _standing(self, fact: PublishedFact | None, today: datetime.date) -> Standing:
        """How much the age of a fact lets it say; what was chosen has none."""
        if fact is None:
            return Standing.FRESH
        if fact.day is None:
            return Standing.UNDATED
        months = (today.year - fact.day.year) * 12 + today.month - fact.day.month
        return Standing.FRESH if months <= self.fresh_months else Standing.OLD

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
    """The value of a fact, or of what was chosen itself; None when it is not known."""
    if fact == PLAN:
        return plan.plan or None
    if fact == KIND:
        return plan.kind
    found = plan.facts.get(fact)
    return found.value if found else None


def codes_in(document: Document, question: Question) -> frozenset[str]:
    """Every code an answer to a question can hold: its options, and countries where it asks
    for them."""
    places = document.countries if kind_of(question).names_places else ()
    return frozenset((*question.choices, *places))


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


def _fitting(link: FactLink, document: Document) -> FactLink:
    """The link without answers that its question does not have in this document."""
    question = document.questions[link.question]
    return replace(
        link,
        meanings=tuple(
            meaning
            for meaning in link.meanings
            if all(code in codes_in(document, question) for code in meaning.fits)
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
