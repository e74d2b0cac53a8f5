"""Countries: whether they are known, and lie inside the EEA."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Country, Kind, Option, Question
from questionnaires.document.values import Value
from questionnaires.document.words import mark
from questionnaires.document.words import say as _
from riskapp.scoring.kinds.base import GOOD, RatedKind, best_first, risk_of, worst
from riskapp.scoring.rated.model import (
    Evaluated,
    PlaceStatus,
    ScoringKind,
    rated_option,
)

INSIDE = mark("All inside the EEA")
OUTSIDE = mark("Named, some outside the EEA")


class RatedCountries(RatedKind):
    """What a transfer there rests on is evaluated where it is asked (``legal_bases``)."""

    kind = Kind.COUNTRIES
    sentences = (INSIDE, OUTSIDE)
    rules = (ScoringKind.PLACES,)

    def special(self, option: Option) -> Option:
        """An answer without any risk means that there is no country to name."""
        return (
            replace(option, exclusive=True)
            if rated_option(option).risk == 0
            else option
        )

    def evaluate_value(
        self, answer_set: AnswerSet, question: Question, value: Value, _entry_id: str
    ) -> Evaluated:
        return by_places(question, value, answer_set.document.countries)

    def alike(self, _question: Question, value: Value) -> Hashable:
        return tuple(value) if isinstance(value, list) else None

    def best(
        self, answer_set: AnswerSet, question: Question, _entry_id: str
    ) -> Iterator[Value]:
        inside = (
            country.code
            for country in answer_set.document.countries.values()
            if country.status == PlaceStatus.EEA
        )
        first = next(inside, None)
        if first is not None:
            yield [first]
        for option in best_first(question.specials):
            if risk_of(option) <= GOOD:
                yield [option.code]


def by_places(
    question: Question, value: Value, countries: Mapping[str, Country]
) -> Evaluated:
    """All places inside the EEA 0, all named and some outside 1, any not known 4."""
    named = codes_of(value)
    specials = [option for option in question.specials if option.code in named]
    evaluated = [worst([option]) for option in specials]
    rest = set(named) - {option.code for option in specials}
    if rest or not specials:
        inside = all(
            code in countries and countries[code].status == PlaceStatus.EEA
            for code in rest
        )
        evaluated.append(
            Evaluated(0, _(INSIDE)) if inside else Evaluated(1, _(OUTSIDE))
        )
    return max(evaluated, key=lambda found: -1 if found.risk is None else found.risk)
