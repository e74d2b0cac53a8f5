from decimal import Decimal

import pytest
from django.utils import translation

from riskapp.common.numbers import number


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        ("27.3", "27.3", "27,3"),
        ("40.0", "40.0", "40,0"),
        (Decimal("0.1"), "0.1", "0,1"),
        (2.25, "2.25", "2,25"),
        (2000, "2,000", "2.000"),
        ("CR-05", "CR-05", "CR-05"),
        ("NaN", "NaN", "NaN"),
        (None, "", ""),
    ],
)
def test_a_number_is_written_as_the_reader_writes_it(value, english, german):
    assert number(value) == english
    with translation.override("de"):
        assert number(value) == german
