"""Words for numbers. Bands are read from the number as it is shown, so they never disagree."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

_TENTH = Decimal("0.1")
_PLACES = 10

FLOOR_VALUES = {"moderate": 20, "high": 40, "critical": 60}
RATINGS = ("low", "moderate", "high", "critical")


def shown(value: Fraction | int) -> Decimal:
    """A number from 0 to 100 as people see it: one decimal, half up, rounded once."""
    exact = Fraction(value) * _PLACES
    tenths = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return (Decimal(tenths) / _PLACES).quantize(_TENTH, ROUND_HALF_UP)


def percent(share: Fraction | int) -> Decimal:
    """A share from 0 to 1 as a percentage with one decimal."""
    return shown(Fraction(share) * 100)


def inherent_band(value: Decimal) -> str:
    return _band(value, ((25, "low"), (50, "moderate"), (75, "high")), "very_high")


def control_band(value: Decimal) -> str:
    return _band(value, ((50, "poor"), (70, "weak"), (85, "adequate")), "strong")


def rating(value: Decimal) -> str:
    return _band(value, ((20, "low"), (40, "moderate"), (60, "high")), "critical")


def evidence_band(value: Decimal) -> str:
    return _band(value, ((20, "low"), (50, "medium")), "high")


def _band(value: Decimal, limits: tuple[tuple[int, str], ...], last: str) -> str:
    for limit, word in limits:
        if value < limit:
            return word
    return last
