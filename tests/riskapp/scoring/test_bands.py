"""Numbers as people see them, and the words for them."""

from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from riskapp.scoring import bands


@given(st.fractions(0, 100, max_denominator=10_000))
def test_what_is_shown_is_the_nearest_tenth_half_up(value):
    exact = Decimal(value.numerator * 10**30 // value.denominator).scaleb(-30)
    nearest = exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)

    assert bands.shown(value) == nearest
    assert str(bands.percent(value / 100)) == str(nearest)
