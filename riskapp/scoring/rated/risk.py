"""From an answer to its risk value: 0 good practice to 4 unacceptable, with the reason."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from questionnaires.document.meaning import amount, back, codes_of, date_of
from questionnaires.document.model import (
    Country,
    Document,
    Exact,
    Option,
    Question,
)
from questionnaires.document.values import Value
from questionnaires.document.words import say as _
from riskapp.scoring.rated.model import (
    Band,
    BasisClass,
    PlaceStatus,
    rated,
    rated_document,
    rated_option,
)

WORST = 4


class Judged(NamedTuple):
    """A risk value (None: carries no score) and why."""

    risk: int | None
    why: str


def by_option(question: Question, value: Value) -> Judged:
    """The risk of the chosen option, or the highest among several."""
    if isinstance(value, str):
        option = question.choices.get(value)
        return _alone(option) if option else Judged(None, "")
    return _worst([option for option in question.options if option.code in value])


def by_count(question: Question, value: Value) -> Judged:
    """How many of the counted options are ticked; a lone option with a risk of its own wins."""
    ticked = codes_of(value)
    alone = question.choice(ticked[0]) if len(ticked) == 1 else None
    if alone is not None and alone.exclusive and rated_option(alone).risk is not None:
        return _alone(alone)
    rule = rated(question).scoring
    counted = rule.counted or tuple(o.code for o in question.options if not o.exclusive)
    count = sum(code in counted for code in ticked)
    for step in rule.steps:
        if count >= step.at_least and all(code in ticked for code in step.includes):
            return Judged(
                step.risk,
                step.label
                or _("%(count)s of %(all)s") % {"count": count, "all": len(counted)},
            )
    return Judged(WORST, "")


def by_number(question: Question, value: Value) -> Judged:
    """The band a number falls into, or the risk of a special answer."""
    number = amount(question, value)
    if number is None:
        return _special(question, value)
    band = band_of(question, number)
    return Judged(band.risk, band.why or band.label) if band else Judged(WORST, "")


def band_of(question: Question, number: Exact) -> Band | None:
    """The band a number in the question's first unit falls into."""
    return next((band for band in rated(question).bands if _inside(band, number)), None)


def by_age(question: Question, value: Value, as_of: datetime.date) -> Judged:
    """The band the age of a date falls into, counted back from ``as_of``."""
    day = date_of(value)
    if day is None:
        return _special(question, value)
    rule = rated(question)
    for band in rule.bands:
        if _old_enough(band, day, as_of, rule.measure):
            return Judged(band.risk, band.why or band.label)
    return Judged(WORST, "")


def by_places(
    question: Question, value: Value, countries: Mapping[str, Country]
) -> Judged:
    """All places inside the EEA 0, all named and some outside 1, any not known 4."""
    named = codes_of(value)
    specials = [option for option in question.specials if option.code in named]
    judged = [_worst([option]) for option in specials]
    rest = set(named) - {option.code for option in specials}
    if rest or not specials:
        inside = all(
            code in countries and countries[code].status == PlaceStatus.EEA
            for code in rest
        )
        judged.append(
            Judged(0, _("All inside the EEA"))
            if inside
            else Judged(1, _("Named, some outside the EEA"))
        )
    return max(judged, key=lambda found: -1 if found.risk is None else found.risk)


def by_excess(excess: Sequence[Option]) -> Judged:
    """The highest class among the rights held but not needed."""
    if not excess:
        return Judged(0, _("No right beyond what is needed"))
    worst = max(excess, key=lambda option: option.level or 0)
    return Judged(
        worst.level or 0,
        _("Holds more than it needs, up to: %(right)s") % {"right": worst.label},
    )


def class_of(document: Document, country: Country, basis: str) -> BasisClass | None:
    """What a legal basis amounts to for a country; None when it is not offered there."""
    told = rated_document(document)
    offered = {
        legal.code: told.basis_classes[told.classes[legal.code][country.status]]
        for legal in document.legal_bases
        if legal.is_for(country)
    }
    if basis not in offered:
        return None
    counting = offered if country.condition_met_by_default else {basis: offered[basis]}
    return min(counting.values(), key=lambda found: found.risk)


def _alone(option: Option) -> Judged:
    own = rated_option(option)
    return Judged(own.risk, own.why)


def _worst(options: Sequence[Option]) -> Judged:
    judged = [_alone(option) for option in options]
    scored = [found for found in judged if found.risk is not None]
    if not scored:
        return Judged(None, judged[0].why if judged else "")
    return max(scored, key=lambda found: found.risk or 0)


def _special(question: Question, value: Value) -> Judged:
    return _worst(
        [option for option in question.specials if option.code in codes_of(value)]
    )


def _inside(band: Band, number: Exact) -> bool:
    return not (
        (band.above is not None and number <= band.above)
        or (band.at_least is not None and number < band.at_least)
        or (band.at_most is not None and number > band.at_most)
        or (band.below is not None and number >= band.below)
    )


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
