"""A day that has passed: the band its age falls into."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.meaning import back, date_of
from questionnaires.document.model import Kind, Question
from questionnaires.document.values import Value
from riskapp.scoring.kinds.base import RatedKind, by_special, good
from riskapp.scoring.rated.model import WORST, Band, Evaluated, ScoringKind, rated


class RatedDate(RatedKind):
    """Bands are bounded by whole months or days before the day of the answer set."""

    kind = Kind.DATE
    rules = (ScoringKind.BAND,)
    has_calendar = True

    def evaluate_value(
        self, answer_set: AnswerSet, question: Question, value: Value, _entry_id: str
    ) -> Evaluated:
        return by_age(question, value, answer_set.as_of)

    def best(
        self, answer_set: AnswerSet, question: Question, _entry_id: str
    ) -> Iterator[Value]:
        today = answer_set.as_of
        values = [today.isoformat(), *(option.code for option in question.specials)]
        yield from good(
            [(by_age(question, one, today).risk or 0, one) for one in values]
        )


def by_age(question: Question, value: Value, as_of: datetime.date) -> Evaluated:
    """The band the age of a date falls into, counted back from ``as_of``."""
    day = date_of(value)
    if day is None:
        return by_special(question, value)
    rule = rated(question)
    for band in rule.bands:
        if _old_enough(band, day, as_of, rule.measure):
            return Evaluated(band.risk, band.why or band.label)
    return Evaluated(WORST, "")


def _old_enough(
    band: Band, day: datetime.date, as_of: datetime.date, measure: str
) -> bool:
    return not (
        (band.above is not None and day >= back(as_of, int(band.above), measure))
        or (
            band.at_least is not None and day > back(as_of, int(band.at_least), measure)
        )
        or (band.at_most is not None and day < back(as_of, int(band.at_most), measure))
        or (band.below is not None and day <= back(as_of, int(band.below), measure))
    )
