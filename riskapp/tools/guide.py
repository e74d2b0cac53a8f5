"""What published facts have to do with the questions of the tool register.

A :class:`ToolGuide` says beside which question a fact is shown, which answer a published value
means, and which combinations of facts and answers are worth a question to check. What was
seen on an exact day, and need not be looked at again yet, is proposed; it never answers anything
by itself. A fact without its exact day or the digest of its words is shown and takes no part in
anything else.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.characters import compared
from questionnaires.document.cleaning import clean
from questionnaires.document.conditions import questions_of
from questionnaires.document.errors import AnswerError
from questionnaires.document.guides import FactValue, Standing
from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Condition, Document, Option, Question
from questionnaires.document.values import (
    EntryValue,
    Filled,
    Value,
    is_reason,
    with_answer,
)
from riskapp.tools.catalogue import RETIRED, PublishedFact, ToolCatalogue, ToolPlan
from riskapp.tools.following import Consequence

# What was chosen can be spoken of like a fact; it has no source.
PLAN, KIND = "plan", "kind"
CHOSEN = (PLAN, KIND)

# What two entries must have in common for the answer of one to be proposed for the other:
# nothing but the work they are used for, the company behind them, or what sort they are.
WORK, PROVIDER = "work", "provider"
ALIKE_IN = (WORK, PROVIDER, KIND)

UNKNOWN = "unknown"


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
class _Look:
    """What an entry has in common with others."""

    entry: EntryValue
    plan: ToolPlan | None
    provider: str

    def nearness(self, other: _Look) -> tuple[bool, bool]:
        """Whose answer is the likelier one: the same plan, else the same company."""
        return self.shares(PLAN, other), self.shares(PROVIDER, other)

    def shares(self, what: str, other: _Look) -> bool:
        """Whether both are alike in this: on the same work they always are."""
        if what == WORK:
            return True
        if what == PROVIDER:
            mine, theirs = compared(self.provider), compared(other.provider)
            return bool(mine) and mine == theirs
        if self.plan is None or other.plan is None:
            return False
        if what == KIND:
            return self.plan.kind == other.plan.kind
        return self.plan.id == other.plan.id


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
        found: dict[str, list[ToldFact]] = {}
        for link in self.links if plan else ():
            place = (link.question, entry_id)
            if not answer_set.asks(*place) or answer_set.value(*place) is not None:
                continue
            told = self._told(link, plan, None, answer_set.as_of)
            if told is None or told.use is None or told.standing is not Standing.FRESH:
                continue
            found.setdefault(link.question, []).append(told)
        document = answer_set.document
        published_ones = [
            ToolProposal(document.questions[name], grounds[0].use, tuple(grounds))
            for name, grounds in found.items()
            if grounds[0].use is not None
            and all(told.use == grounds[0].use for told in grounds)
        ]
        following = list(self._following(plan, answer_set, entry_id, published_ones))
        known = found.keys() | {proposal.question.id for proposal in following}
        others = self._as_for_another(plan, answer_set, entry_id, known)
        return _together((*published_ones, *following, *others), answer_set, entry_id)

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
            alike={q: shared for q, shared in self.alike.items() if q in asked},
            follows=tuple(
                one
                for one in self.follows
                if one.question in asked
                and one.looks_at <= document.questions.keys()
                and _still_an_answer(document, asked[one.question], one.use)
            ),
            asks=tuple(
                ask
                for ask in self.asks
                if ask.question in asked and _looks_at(ask) <= document.questions.keys()
            ),
        )

    def _following(
        self,
        plan: ToolPlan | None,
        answer_set: AnswerSet,
        entry_id: str,
        published_ones: Collection[ToolProposal],
    ) -> Iterator[ToolProposal]:
        """What follows from answers that count, given in general or for the same entry, or are
        proposed for it; nothing that what is published speaks against."""
        document, filled = answer_set.document, answer_set.filled
        taken = {proposal.question.id for proposal in published_ones}
        for one in published_ones:
            filled = with_answer(document, filled, one.question, entry_id, one.value)
        after = AnswerSet(document, filled, answer_set.as_of)
        for rule in self.follows:
            place = (rule.question, entry_id)
            if rule.question in taken or not after.asks(*place):
                continue
            if after.value(*place) is not None or not rule.holds(after, entry_id):
                continue
            value = rule.value(after, entry_id)
            if value is None or self._speaks_against(plan, rule.question, value):
                continue
            taken.add(rule.question)
            question = document.questions[rule.question]
            yield ToolProposal(question, value, because=rule.reason)

    def _as_for_another(
        self,
        plan: ToolPlan | None,
        answer_set: AnswerSet,
        entry_id: str,
        published_for: Collection[str],
    ) -> Iterator[ToolProposal]:
        """What counts for another entry, for each question that nothing is published for: of
        the entries that have in common what the question asks for, the nearest first."""
        entries = answer_set.entries(self.section)
        own = next((entry for entry in entries if entry.id == entry_id), None)
        if own is None or not self.alike:
            return
        others = [self._look(entry) for entry in entries if entry.id != entry_id]
        here = self._look(own)
        others.sort(key=lambda other: other.nearness(here), reverse=True)
        for question_id, shared in self.alike.items():
            place = (question_id, entry_id)
            is_closed = place in answer_set.filled.closed
            if is_closed or question_id in published_for or question_id in own.answers:
                continue
            for other in others:
                value = _counting(answer_set, question_id, other.entry.id)
                if (
                    value is not None
                    and other.shares(shared, here)
                    and not self._speaks_against(plan, question_id, value)
                ):
                    question = answer_set.document.questions[question_id]
                    yield ToolProposal(question, value, as_for=other.entry)
                    break

    def _look(self, entry: EntryValue) -> _Look:
        plan = self.catalogue.plans.get(entry.catalogue)
        company = str(entry.answers.get(self.provider, ""))
        return _Look(entry, plan, plan.provider if plan else company)

    def _speaks_against(
        self, plan: ToolPlan | None, question: str, value: Value
    ) -> bool:
        """Whether what was published on an exact day means another answer, however old."""
        if plan is None:
            return False
        for link in self.links:
            told = dated(plan, link.fact) if link.question == question else None
            meaning = link.meaning(plan, told) if told is not None else None
            if meaning is not None and _differs(meaning, value):
                return True
        return False

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
        fact = fact_of(plan, link.fact)
        standing = standing_of(fact, today)
        differs = (
            meaning is not None
            and not is_usual
            and standing is not Standing.UNDATED
            and _differs(meaning, answer)
        )
        return ToldFact(link, words, fact, use, differs, standing)

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
        value = dated(plan, ground.fact)
        if ground.known is not None:
            return (value is not None) is ground.known
        return value in ground.values


def _together(
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


def published(plan: ToolPlan, fact: str) -> FactValue | None:
    """The value of a fact, or of what was chosen itself; None when it is not known."""
    if fact == PLAN:
        return plan.plan or None
    if fact == KIND:
        return plan.kind
    found = fact_of(plan, fact)
    return found.value if found else None


def fact_of(plan: ToolPlan, name: str) -> PublishedFact | None:
    """What was read of a plan under a name; None where nothing was, and for what was chosen."""
    if name == RETIRED:
        return plan.retired.fact if plan.retired else None
    return plan.facts.get(name)


def dated(plan: ToolPlan, name: str) -> FactValue | None:
    """The value of an exact fact, or of what was chosen; None for everything else, which takes no
    part in anything."""
    fact = fact_of(plan, name)
    return None if fact is not None and not fact.is_exact else published(plan, name)


def standing_of(fact: PublishedFact | None, today: datetime.date) -> Standing:
    """How much the day of a fact lets it say; what was chosen has none."""
    if fact is None:
        return Standing.FRESH
    if not fact.is_exact:
        return Standing.UNDATED
    return Standing.OLD if fact.is_stale(today) else Standing.FRESH


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
