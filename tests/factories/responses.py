"""Random responses to the core questionnaire, every kind of question, up to twelve tools."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Document, Kind, Question
from questionnaires.document.values import EntryValue, Filled, Value
from riskapp.scoring.kinds.legal_bases.reading import bases_for
from riskapp.scoring.rated.model import LEGAL_BASES, rated_option
from riskapp.shipped.core import core_document

AS_OF = datetime.date(2026, 11, 23)
COUNTRIES = ("IE", "DE", "US", "CH", "RS", "IN", "CN", "CA", "BR", "GB")
EVIDENCE = ("declared", "documented", "verified")
CLAIM: Value = {"not_applicable": "It does not apply to us"}
NOT_KNOWN = "unknown"
Place = tuple[str, str]


class Chooser:
    """Answers by a mood: anything, mostly the best, or mostly the worst."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)
        self.mood = self.random.choice(("any", "best", "best", "worst"))
        self.gaps = self.random.choice((0.0, 0.02, 0.1, 0.4))
        self.claims = self.random.choice((0.0, 0.0, 0.05))

    def answer_set(self) -> AnswerSet:
        """A response as somebody might hand it in."""
        document = core_document()
        profile = {q.id: self._code(q) for q in document.profile if self._is_given()}
        answers: dict[str, Value] = {}
        entries: list[EntryValue] = []
        evidence: dict[Place, str] = {}
        for section in document.sections:
            if not section.repeat:
                answers |= self._answers(section.questions, document)
                continue
            for number in range(self.random.choice((0, 1, 1, 2, 3, 5, 12))):
                given = self._answers(section.questions, document)
                entries.append(
                    EntryValue(f"e{number}", section.code, given, f"Tool {number}")
                )
        share = self.random.choice((0.0, 0.3, 0.9))
        places = [(name, "") for name in answers]
        places += [(name, entry.id) for entry in entries for name in entry.answers]
        for place in places:
            if self.random.random() < share:
                evidence[place] = self.random.choice(EVIDENCE)
        filled = Filled(profile, answers, tuple(entries), evidence)
        return AnswerSet(document, filled, AS_OF)

    def _is_given(self) -> bool:
        return self.random.random() >= self.gaps

    def _answers(
        self, questions: tuple[Question, ...], document: Document
    ) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for question in questions:
            if self._is_given():
                value = (
                    dict(CLAIM)  # type: ignore[arg-type]  # a mapping
                    if self.random.random() < self.claims
                    else self.value(question, document, found)
                )
                if value:
                    found[question.id] = value
        return found

    def value(
        self, question: Question, document: Document, beside: dict[str, Value]
    ) -> Value:
        """A value of the question's kind; legal bases for the places said ``beside``."""
        pick = self.random
        special = question.specials and pick.random() < 0.15
        if special and question.kind is not Kind.MULTI:
            code = pick.choice(question.specials).code
            return [code] if question.kind is Kind.COUNTRIES else code
        if question.kind is Kind.SINGLE:
            return self._code(question)
        if question.kind is Kind.MULTI:
            return self._codes(question)
        if question.kind is Kind.NUMBER:
            unit = pick.choice(question.units).code
            number = pick.choice((0, 1, 2, 7, 24, 30, 72, 90, 100, 365))
            return {"value": str(number), "unit": unit}
        if question.kind is Kind.DATE:
            days = pick.choice((0, 5, 20, 40, 100, 200, 400, 900))
            return (AS_OF - datetime.timedelta(days=days)).isoformat()
        if question.kind is Kind.COUNTRIES:
            return sorted(pick.sample(COUNTRIES, pick.choice((1, 1, 2, 3))))
        if question.kind == LEGAL_BASES:
            return self._bases(question, document, beside)
        return pick.choice(("Example Inc., USA", "Example GmbH, Germany", "Ana"))

    def _bases(
        self, question: Question, document: Document, beside: dict[str, Value]
    ) -> Value:
        named = {
            code
            for other in question.places_from
            for code in (beside.get(other) or ())
            if code in document.countries
        }
        offered = {c: bases_for(document, document.countries[c]) for c in sorted(named)}
        return {
            code: self.random.choice(bases).code
            for code, bases in offered.items()
            if bases and self._is_given()
        }

    def _code(self, question: Question) -> str:
        options = [*question.options, *question.specials]
        if self.mood != "any" and self.random.random() < 0.85:
            scored = [(rated_option(o).risk or o.level or 0, o) for o in options]
            wanted = (min if self.mood == "best" else max)(risk for risk, _ in scored)
            options = [option for risk, option in scored if risk == wanted]
        return self.random.choice(options).code

    def _codes(self, question: Question) -> Value:
        options = list(question.options)
        alone = [option for option in options if option.exclusive]
        if alone and self.random.random() < 0.15:
            return [self.random.choice(alone).code]
        plain = [option for option in options if not option.exclusive]
        most = {"best": len(plain), "worst": 2}.get(self.mood, 4)
        count = self.random.randint(1, max(1, min(most, len(plain))))
        chosen = {o.code for o in self.random.sample(plain, count)}
        return [option.code for option in options if option.code in chosen]


def places_of(answer_set: AnswerSet) -> list[Place]:
    """Every place where something is said, the engagement profile included."""
    filled = answer_set.filled
    return [
        *((name, "") for name in filled.profile),
        *((name, "") for name in filled.answers),
        *((name, entry.id) for entry in filled.entries for name in entry.answers),
    ]


def silences(answer_set: AnswerSet, place: Place) -> dict[str, AnswerSet]:
    """The same response with one answer open, not known, or claimed not to apply."""
    question = answer_set.document.questions[place[0]]
    found = {"open": with_value(answer_set, place, None)}
    if not question.section:
        return found
    if NOT_KNOWN in question.choices:
        is_list = question.kind in (Kind.MULTI, Kind.COUNTRIES)
        found["not known"] = with_value(
            answer_set, place, [NOT_KNOWN] if is_list else NOT_KNOWN
        )
    if not question.may_not_apply:
        found["claimed"] = with_value(answer_set, place, CLAIM)
    return found


def with_value(answer_set: AnswerSet, place: Place, value: Value | None) -> AnswerSet:
    """The same response with another answer at a place, or none."""
    name, entry_id = place
    filled = answer_set.filled

    def changed(said: object) -> dict[str, Value]:
        kept = {k: v for k, v in dict(said).items() if k != name}  # type: ignore[call-overload]  # a mapping
        return kept if value is None else kept | {name: value}

    if not answer_set.document.questions[name].section:
        filled = replace(filled, profile=changed(filled.profile))
    elif not entry_id:
        filled = replace(filled, answers=changed(filled.answers))
    else:
        filled = replace(
            filled,
            entries=tuple(
                replace(e, answers=changed(e.answers)) if e.id == entry_id else e
                for e in filled.entries
            ),
        )
    return AnswerSet(answer_set.document, filled, answer_set.as_of)
