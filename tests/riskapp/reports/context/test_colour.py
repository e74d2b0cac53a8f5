import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskapp.reports.context.colour import READABLE, contrast, readable


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_becomes_readable_on_white(number):
    assert contrast(readable(f"#{number:06x}"), "#ffffff") >= READABLE


def test_a_colour_that_can_be_read_stays():
    assert readable("#0b5a6e") == "#0b5a6e"


def test_contrast_is_as_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
