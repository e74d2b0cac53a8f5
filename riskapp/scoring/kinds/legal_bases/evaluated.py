"""Legal bases by country: the worst of what they amount to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.extending import AddedTest
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import ConditionTerm, Country, Document, Question
from questionnaires.document.values import Value
from questionnaires.document.words import say as _
from riskapp.scoring.kinds.base import RatedKind
from riskapp.scoring.rated.model import (
    LEGAL_BASES,
    WORST,
    BasisClass,
    Evaluated,
    ScoringKind,
    facts_of,
    rated_document,
    rated_option,
)

if TYPE_CHECKING:
    from questionnaires.document.conditions import ConditionReader
    from questionnaires.document.source import Path

BASIS = "basis"  # the test: the basis of any country amounts to one of some classes


def _class_codes(reader: ConditionReader, data: Any, path: Path) -> tuple[str, ...]:
    return reader.codes(data, path, "class", reader.names[BASIS])


def _rests_on(
    answer_set: AnswerSet, question: Question, entry_id: str, term: ConditionTerm
) -> bool:
    if answer_set.value(question.id, entry_id) is None:
        return False
    wanted: tuple[str, ...] = term.argument  # type: ignore[assignment]  # the reader made it so
    classes = basis_classes_in(answer_set, question.id, entry_id).values()
    return any(found.code in wanted for found in classes)


class RatedLegalBases(RatedKind):
    """Hangs on the questions that name the countries. Where none of them needs a basis,
    nothing has to be answered, and that is evaluated, too."""

    kind = LEGAL_BASES
    rules = (ScoringKind.LEGAL_BASES,)
    needs_known = True
    tests = {BASIS: AddedTest(_class_codes, _rests_on, kinds=(LEGAL_BASES,))}
    certain = (BASIS,)

    def hangs_on(self, question: Question) -> tuple[str, ...]:
        return question.places_from

    def evaluate(
        self, answer_set: AnswerSet, question: Question, entry_id: str
    ) -> Evaluated:
        if _place_unknown(answer_set, question, entry_id):
            return Evaluated(WORST, _("The places are not known"))
        classes = basis_classes_in(answer_set, question.id, entry_id).values()
        if len(classes) < len(answer_set.places(question, entry_id)):
            return Evaluated(
                WORST, _("A legal basis that is not offered for its country")
            )
        if not classes:
            return Evaluated(0, _("No country outside the EEA"))
        most = max(classes, key=lambda found: found.risk)
        return Evaluated(most.risk, most.why)

    def evaluate_value(
        self, answer_set: AnswerSet, question: Question, _value: Value, entry_id: str
    ) -> Evaluated:
        return self.evaluate(answer_set, question, entry_id)

    def best(
        self, answer_set: AnswerSet, question: Question, entry_id: str
    ) -> Iterator[Value]:
        document = answer_set.document
        found = {}
        for country in answer_set.places(question, entry_id):
            classes = {
                basis.code: class_of(document, country, basis.code)
                for basis in rated_document(document).legal_bases
            }
            offered = {code: c.risk for code, c in classes.items() if c is not None}
            if offered:
                found[country.code] = min(offered, key=lambda code: offered[code])
        yield found


def basis_classes_in(
    answer_set: AnswerSet, question_id: str, entry_id: str = ""
) -> Mapping[str, BasisClass]:
    """What the legal basis named for each country amounts to, by country code."""
    question = answer_set.document.questions[question_id]
    value = answer_set.value(question_id, entry_id)
    named = value if isinstance(value, dict) else {}
    found = {}
    for country in answer_set.places(question, entry_id):
        basis = class_of(answer_set.document, country, str(named.get(country.code, "")))
        if basis is not None:
            found[country.code] = basis
    return found


def class_of(document: Document, country: Country, basis: str) -> BasisClass | None:
    """What a legal basis amounts to for a country; None when it is not offered there."""
    return document.kept("classes", _classes)[country.code].get(basis)


def _classes(document: Document) -> dict[str, dict[str, BasisClass]]:
    """What every basis that can be named for a country amounts to, by its code."""
    told = rated_document(document)
    found = {}
    for country in document.countries.values():
        offered = {
            legal.code: told.basis_classes[told.classes[legal.code][country.status]]
            for legal in told.legal_bases
            if legal.is_for(country)
        }
        if offered and facts_of(country).condition_met_by_default:
            least = min(offered.values(), key=lambda one: one.risk)
            offered = dict.fromkeys(offered, least)
        found[country.code] = offered
    return found


def _place_unknown(answer_set: AnswerSet, question: Question, entry_id: str) -> bool:
    for other in question.places_from:
        specials = answer_set.document.questions[other].specials
        named = codes_of(answer_set.value(other, entry_id))
        if any(
            option.code in named and rated_option(option).risk == WORST
            for option in specials
        ):
            return True
    return False
