"""The numbers of the model that a reader is told, each written once (``riskapp.scoring``)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from riskapp.scoring import engine


@dataclass(frozen=True, slots=True)
class Constants:
    """``worst`` is the highest level of a risk, impact or exposure; ``points`` what one level
    of either adds to the inherent risk; ``reduction`` the share of it that full control
    takes away; the others are 0 to 100. Their reasons stand in docs/scoring.md."""

    worst: int
    points: Decimal
    reduction: Decimal
    knock_out: int
    little_evidence_below: int
    provisional_below: int


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


CONSTANTS = Constants(
    worst=engine.WORST,
    points=_decimal(engine.POINTS),
    reduction=_decimal(engine.LARGEST_REDUCTION),
    knock_out=engine.KNOCK_OUT_VALUE,
    little_evidence_below=engine.LOW_EVIDENCE_BELOW,
    provisional_below=engine.PROVISIONAL_BELOW,
)
