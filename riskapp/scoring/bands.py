"""Words for numbers. Bands are read from the number as it is shown, so they never disagree."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

FLOOR_VALUES = {"moderate": 20, "high": 40, "critical": 60}
RATINGS = ("low", "moderate", "high", "critical")
# Where each rating begins, up to a hundred.
RATING_FROM = {"low": 0, **FLOOR_VALUES}
_RATING_LIMITS = tuple(zip(FLOOR_VALUES.values(), RATINGS, strict=False))

_TENTHS = [Decimal(tenths).scaleb(-1) for tenths in range(1001)]


def shown(value: Fraction | int) -> Decimal:
    """A number from 0 to 100 as people see it: one decimal, half up, rounded once."""
    return in_tenths(value.numerator, value.denominator)


def percent(share: Fraction | int) -> Decimal:
    """A share from 0 to 1 as a percentage with one decimal."""
    return in_tenths(100 * share.numerator, share.denominator)


def in_tenths(numerator: int, denominator: int) -> Decimal:
    """A fraction with one decimal. The nearest tenth is floor(10 x + 1/2), here over one denominator: a float would round
    some halves down, and a band begins at just such a number."""
    tenths = (20 * numerator + denominator) // (2 * denominator)
    return (
        _TENTHS[tenths] if 0 <= tenths <= 1000 else Decimal(tenths).scaleb(-1)
    )  # a hundred


def inherent_band(value: Decimal) -> str:
    """The band of an inherent risk as it is shown, 0 to 100."""
    return _band(value, ((25, "low"), (50, "moderate"), (75, "high")), "very_high")


def control_band(value: Decimal) -> str:
    """The band of a strength of control as it is shown, 0 to 100."""
    return _band(value, ((50, "poor"), (70, "weak"), (85, "adequate")), "strong")


def rating(value: Decimal) -> str:
    """The rating of a residual risk as it is shown, 0 to 100: one of ``RATINGS``."""
    return _band(value, _RATING_LIMITS, RATINGS[-1])


def evidence_band(value: Decimal) -> str:
    """The band of the evidence as it is shown, in percent."""
    return _band(value, ((20, "low"), (50, "medium")), "high")


def _band(value: Decimal, limits: tuple[tuple[int, str], ...], last: str) -> str:
    for limit, word in limits:
        if value < limit:
            return word
    return last
