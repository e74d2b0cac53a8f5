"""What values say: amounts, days and how far back they lie."""

import datetime
from fractions import Fraction

import pytest

from questionnaires.document.meaning import amount, back, date_of
from tests.factories.documents import minimal_document, question

NUMBER = question(
    "number",
    weight=0,
    units="[{code: hours, label: hours}, {code: days, label: days, factor: 24}]",
)


@pytest.mark.parametrize(
    ("day", "count", "measure", "expected"),
    [
        ("2026-11-23", 30, "days", "2026-10-24"),
        ("2026-08-31", 6, "months", "2026-02-28"),
        ("2024-08-31", 6, "months", "2024-02-29"),
        ("2026-01-15", 1, "months", "2025-12-15"),
        ("2026-01-15", 10**20, "days", "0001-01-01"),
        ("2026-01-15", 10**20, "months", "0001-01-15"),
    ],
)
def test_going_back_stays_inside_the_calendar(day, count, measure, expected):
    found = back(datetime.date.fromisoformat(day), count, measure)

    assert found.isoformat() == expected


def test_an_amount_is_exact_and_in_the_first_unit():
    hours = minimal_document(NUMBER).questions["Q-1"]

    assert amount(hours, {"value": "0.1", "unit": "days"}) == Fraction(12, 5)
    assert amount(hours, {"value": "1", "unit": "weeks"}) is None
    assert amount(hours, "unknown") is None


@pytest.mark.parametrize("value", ["never", "2026-02-30", ["2026-01-01"], None])
def test_what_is_no_date_has_no_date(value):
    assert date_of(value) is None
