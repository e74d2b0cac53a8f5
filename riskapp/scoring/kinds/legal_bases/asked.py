"""For each country that other questions name: what a transfer to it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.asking import AskedQuestion, Field, Shape
from questionnaires.document.kinds.base import MAX_CHOICES, Context, QuestionKind, word
from questionnaires.document.kinds.names import Kind
from questionnaires.document.model import Country, Document, Option, Question
from questionnaires.document.offline.cells import CellRow, Parts, Wrong
from questionnaires.document.offline.labels import Labels
from questionnaires.document.values import Value
from questionnaires.document.words import say as _
from riskapp.scoring.kinds.legal_bases.reading import KEY, bases_for
from riskapp.scoring.rated.model import LEGAL_BASES, facts_of, rated_document

if TYPE_CHECKING:
    from questionnaires.document.offline.layout import Choices

COUNTRY, BASIS = "country", "basis"  # the two lines of each country


class LegalBases(QuestionKind):
    """The value is ``{country: basis}``, sorted by country; in a workbook each has two
    lines."""

    kind = LEGAL_BASES
    needs = KEY
    asks_of = Kind.COUNTRIES
    is_answered_below = True

    def clean(
        self, context: Context, question: Question, raw: object
    ) -> dict[str, str]:
        document = context.document
        if not isinstance(raw, Mapping) or not raw or len(raw) > MAX_CHOICES:
            raise AnswerError(
                question.id,
                _("Name a legal basis for each country, for example US: dpf_and_scc."),
            )
        cleaned: dict[str, str] = {}
        named = [(document.country_code(str(key)) or str(key), key) for key in raw]
        for code, key in sorted(named, key=lambda pair: pair[0]):
            if code in cleaned:
                raise AnswerError(
                    question.id,
                    _("“%(code)s” stands there twice.") % {"code": code[:60]},
                )
            cleaned[code] = _basis(document, question, code, word(question, raw[key]))
        return cleaned

    def covers(self, document: Document) -> frozenset[str]:
        return rated_document(document).places_with_basis

    def fields(self, asked: AskedQuestion) -> Iterator[Field]:
        known = asked.value if isinstance(asked.value, dict) else {}
        for country in asked.places:
            bases = bases_for(asked.document, country.code)
            yield Field(
                country.code,
                country.name,
                Shape.FROM_LIST,
                initial=known.get(country.code, ""),
                choices=[
                    ("", _("Choose a legal basis")),
                    *((basis.code, basis.label) for basis in bases),
                ],
                help=_about(country),
            )

    def offers_reason(self, asked: AskedQuestion) -> bool:
        return bool(asked.places)

    def entered(
        self, asked: AskedQuestion, got: Mapping[str, Any]
    ) -> dict[str, str] | None:
        codes = [country.code for country in asked.places]
        return {code: got[code] for code in codes if got.get(code)} or None

    def display_text(self, document: Document, question: Question, value: Value) -> str:
        if not isinstance(value, dict):
            return super().display_text(document, question, value)
        bases = rated_document(document).legal_bases
        labels = {basis.code: basis.label for basis in bases}
        countries = document.countries
        return "; ".join(
            f"{countries[code].name if code in countries else code}: "
            f"{labels.get(str(basis), str(basis))}"
            for code, basis in value.items()
        )

    def explained(self, document: Document, _question: Question) -> Iterator[str]:
        yield _("a legal basis for each country, such as {US: dpf_and_scc}, from:")
        yield ", ".join(basis.code for basis in rated_document(document).legal_bases)

    def listed(self, _question: Question) -> tuple[Option, ...]:
        return ()

    def how(self, _question: Question) -> str:
        return _(
            "For each country outside the EEA that is named: the country, and the legal basis."
        )

    def rows(self, question: Question, places: int) -> Iterator[CellRow]:
        for number in range(1, places + 1):
            yield CellRow(question, COUNTRY, str(number))
            yield CellRow(question, BASIS, str(number))

    def line(self, row: CellRow) -> str:
        if row.part == COUNTRY:
            return _("Country %(number)s") % {"number": row.code}
        return _("Legal basis for country %(number)s") % {"number": row.code}

    def line_labels(self, choices: Choices, row: CellRow) -> Labels:
        return choices.countries if row.part == COUNTRY else _labels(choices)

    def line_cell(self, choices: Choices, row: CellRow, value: Value) -> str | None:
        named = list(value.items()) if isinstance(value, dict) else []
        number = int(row.code)
        if number > len(named):
            return None
        country, basis = named[number - 1]
        if row.part == COUNTRY:
            return choices.countries.shown.get(country, country)
        return _labels(choices).shown.get(str(basis), str(basis))

    def places_in(self, value: Value | None) -> int:
        return len(value) if isinstance(value, dict) else 0

    def labels(self, _choices: Choices, _question: Question) -> None:
        return None

    def cell(self, _choices: Choices, _question: Question, _value: Value) -> None:
        return None

    def read(
        self, choices: Choices, _question: Question, parts: Parts
    ) -> dict[str, str] | None:
        named: dict[str, str] = {}
        numbers = {number for _part, number in parts.more}
        for number in sorted(numbers, key=lambda text: (len(text), text)):
            country = parts.more.get((COUNTRY, number))
            basis = parts.more.get((BASIS, number))
            if country is None or basis is None:
                alone = country or basis
                if alone is not None:
                    raise Wrong(
                        alone.place,
                        _("a country without its legal basis, or the other way round"),
                        _("both, in two rows one below the other"),
                    )
                continue
            code = country.code_of(choices.countries)
            if code in named:
                raise Wrong(
                    country.place,
                    _("this country stands there twice"),
                    _("each country once"),
                )
            named[code] = basis.code_of(_labels(choices))
        return named or None


def _labels(choices: Choices) -> Labels:
    """Every basis there is; which of them a country takes is looked at when it is cleaned."""
    bases = rated_document(choices.document).legal_bases
    return choices.kept(KEY, ((basis.code, basis.label) for basis in bases))


def _about(country: Country) -> str:
    facts = facts_of(country)
    condition = facts.condition and (
        _("Condition: %(words)s.") % {"words": facts.condition}
    )
    decision = facts.decision and f"{facts.decision}."
    return " ".join(filter(None, (decision, condition)))


def _basis(document: Document, question: Question, code: str, basis: str) -> str:
    offered = {found.code: found.label for found in bases_for(document, code)}
    if not offered:
        raise AnswerError(
            question.id,
            _("No legal basis is asked for “%(code)s”.") % {"code": code[:60]},
        )
    if basis not in offered:
        raise AnswerError(
            question.id,
            _(
                "“%(basis)s” is not a legal basis for %(country)s. Choose one of: %(offered)s."
            )
            % {
                "basis": basis[:60],
                "country": document.countries[code].name,
                "offered": ", ".join(offered),
            },
        )
    return basis
