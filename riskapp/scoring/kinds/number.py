"""A number: the band it falls into."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.meaning import amount
from questionnaires.document.model import Exact, Kind, Question
from questionnaires.document.values import Value
from riskapp.scoring.kinds.base import RatedKind, by_special, good
from riskapp.scoring.rated.model import WORST, Band, Evaluated, ScoringKind, rated


class RatedNumber(RatedKind):
    """Bands are bounded by numbers in the first unit of the question."""

    kind = Kind.NUMBER
    rules = (ScoringKind.BAND,)

    def evaluate_value(
        self, _answer_set: AnswerSet, question: Question, value: Value, _entry_id: str
    ) -> Evaluated:
        return by_number(question, value)

    def alike(self, _question: Question, value: Value) -> Hashable:
        if isinstance(value, dict):
            return value.get("value"), value.get("unit")
        return value if isinstance(value, str) else None

    def best(
        self, _answer_set: AnswerSet, question: Question, _entry_id: str
    ) -> Iterator[Value]:
        bounds = [0] + [
            int(bound) + step
            for band in rated(question).bands
            for bound in (band.above, band.at_least, band.at_most, band.below)
            if bound is not None
            for step in (0, -1, 1)
            if int(bound) + step >= 0
        ]
        values: list[Value] = [
            {"value": str(bound), "unit": question.units[0].code} for bound in bounds
        ]
        values += [option.code for option in question.specials]
        yield from good([(by_number(question, one).risk or 0, one) for one in values])


def by_number(question: Question, value: Value) -> Evaluated:
    """The band a number falls into, or the risk of a special answer."""
    number = amount(question, value)
    if number is None:
        return by_special(question, value)
    band = band_of(question, number)
    return (
        Evaluated(band.risk, band.why or band.label) if band else Evaluated(WORST, "")
    )


def band_of(question: Question, number: Exact) -> Band | None:
    """The band a number in the question's first unit falls into."""
    return next((band for band in rated(question).bands if _inside(band, number)), None)


def _inside(band: Band, number: Exact) -> bool:
    return not (
        (band.above is not None and number <= band.above)
        or (band.at_least is not None and number < band.at_least)
        or (band.at_most is not None and number > band.at_most)
        or (band.below is not None and number >= band.below)
    )
