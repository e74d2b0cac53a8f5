"""What values say: amounts, days and how far back they lie."""

import datetime
from fractions import Fraction

import pytest

from questionnaires.document.meaning import (
    amount,
    back,
    codes_of,
    date_of,
    exact,
    not_applicable,
)
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


@pytest.mark.parametrize("value", ["", "-2026", "2026", "never", {"value": "2026"}])
def test_what_only_begins_like_a_date_has_no_date(value):
    assert date_of(value) is None


def test_a_day_is_the_date_of_an_answer():
    assert date_of("2026-01-31") == datetime.date(2026, 1, 31)


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("a", ["a"]),
        (["a", "b"], ["a", "b"]),
        ([], []),
        ({"value": "1", "unit": "days"}, []),
        ({"not_applicable": "a"}, []),
        (None, []),
    ],
)
def test_a_value_consists_of_the_codes_that_were_chosen(value, codes):
    assert list(codes_of(value)) == codes


def test_whole_numbers_stay_whole_and_others_lose_nothing():
    assert exact("7") == 7
    assert type(exact("7")) is int
    assert exact("0.1") == Fraction(1, 10)


def test_an_amount_needs_a_number_with_a_known_unit():
    hours = minimal_document(NUMBER).questions["Q-1"]

    assert amount(hours, {"value": "3", "unit": "hours"}) == 3
    assert amount(hours, {"value": "2", "unit": "days"}) == 48
    assert amount(hours, {"unit": "days"}) is None
    assert amount(hours, {"not_applicable": "no"}) is None
    assert amount(hours, ["3"]) is None
    assert amount(hours, None) is None


OPTIONS = (
    "[{code: a, label: A, risk: 0}, {code: na, label: None, not_applicable: true}]"
)


def test_an_option_that_means_it_says_that_a_question_does_not_apply():
    offers = minimal_document(question("single", options=OPTIONS)).questions["Q-1"]

    assert not_applicable(offers, "na")
    assert not_applicable(offers, ["a", "na"])
    assert not not_applicable(offers, "a")
    assert not not_applicable(offers, "unheard")
    assert not_applicable(offers, {"not_applicable": "It is not so"})
    assert not not_applicable(offers, {"value": "1"})


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2026-12-31", 12, "2025-12-31"),
        ("2026-01-31", 2, "2025-11-30"),
        ("2026-11-23", 0, "2026-11-23"),
        ("0001-03-15", 2, "0001-01-15"),
        ("0001-03-15", 3, "0001-01-15"),
    ],
)
def test_months_back_are_months_of_the_calendar(day, count, expected):
    found = back(datetime.date.fromisoformat(day), count, "months")

    assert found.isoformat() == expected
