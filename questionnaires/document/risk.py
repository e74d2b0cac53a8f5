"""From an answer to its risk value: 0 good practice to 4 unacceptable, with the reason."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from questionnaires.document.model import (
    Band,
    BasisClass,
    Country,
    Document,
    Exact,
    Option,
    PlaceStatus,
    Question,
)
from questionnaires.document.values import Value
from questionnaires.document.words import say as _

WORST = 4


class Judged(NamedTuple):
    """A risk value (None: carries no score) and why."""

    risk: int | None
    why: str


def codes_of(value: Value | None) -> Sequence[str]:
    """The codes a value consists of; none for numbers with a unit and for reasons."""
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, list) else ()


def not_applicable(question: Question, value: Value) -> bool:
    """Whether a value says "not applicable", by a reason or by an option that means it."""
    if isinstance(value, dict):
        return "not_applicable" in value
    if not question.may_not_apply:
        return False
    chosen = (question.choices.get(code) for code in codes_of(value))
    return any(option is not None and option.not_applicable for option in chosen)


def amount(question: Question, value: Value | None) -> Exact | None:
    """A number in the question's first unit; None for specials and other kinds."""
    if not isinstance(value, dict) or "value" not in value:
        return None
    for unit in question.units:
        if unit.code == value.get("unit"):
            return exact(str(value["value"])) * unit.factor
    return None


def exact(text: str) -> Exact:
    """A number as written, without loss; whole numbers stay fast."""
    return int(text) if text.isdecimal() else Fraction(text)


def by_option(question: Question, value: Value) -> Judged:
    """The risk of the chosen option, or the highest among several."""
    if isinstance(value, str):
        option = question.choices.get(value)
        return Judged(option.risk, option.why) if option else Judged(None, "")
    return _worst([option for option in question.options if option.code in value])


def by_count(question: Question, value: Value) -> Judged:
    """How many of the counted options are ticked; a lone option with a risk of its own wins."""
    ticked = codes_of(value)
    alone = question.choice(ticked[0]) if len(ticked) == 1 else None
    if alone is not None and alone.exclusive and alone.risk is not None:
        return Judged(alone.risk, alone.why)
    rule = question.scoring
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
    return next((band for band in question.bands if _inside(band, number)), None)


def by_age(question: Question, value: Value, as_of: datetime.date) -> Judged:
    """The band the age of a date falls into, counted back from ``as_of``."""
    day = date_of(value)
    if day is None:
        return _special(question, value)
    for band in question.bands:
        if _old_enough(band, day, as_of, question.measure):
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
            code in countries and countries[code].status is PlaceStatus.EEA
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
    offered = [
        document.basis_classes[legal.classes[country.status]]
        for legal in document.legal_bases
        if country.status in legal.classes
        and (not legal.only_for or country.code in legal.only_for)
        and (legal.code == basis or country.condition_met_by_default)
    ]
    chosen = next((b for b in document.legal_bases if b.code == basis), None)
    if chosen is None or country.status not in chosen.classes:
        return None
    if chosen.only_for and country.code not in chosen.only_for:
        return None
    return min(offered, key=lambda found: found.risk)


def date_of(value: Value | None) -> datetime.date | None:
    """The date of an answer; None for specials."""
    if not isinstance(value, str) or not value[:1].isdigit():
        return None
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        return None


@lru_cache(maxsize=256)
def back(day: datetime.date, count: int, measure: str) -> datetime.date:
    """The date so many days or calendar months earlier, kept inside the month."""
    if measure == "days":
        return day - datetime.timedelta(days=min(count, day.toordinal() - 1))
    months = max(day.year * 12 + day.month - 1 - count, 12)
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def _worst(options: Sequence[Option]) -> Judged:
    scored = [option for option in options if option.risk is not None]
    if not scored:
        return Judged(None, options[0].why if options else "")
    worst = max(scored, key=lambda option: option.risk or 0)
    return Judged(worst.risk, worst.why)


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
