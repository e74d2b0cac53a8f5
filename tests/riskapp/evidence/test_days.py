"""Moments as programs write them down."""

import pytest

from riskapp.evidence.days import day, hours_between, moment


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        [],
        "",
        "yesterday",
        "123456789",
        "2026-13-01",
        "1999-12-31",
        0,
        -5,
        8e12,
        "0001-01-01T00:00:00+10:00",
    ],
)
def test_what_is_no_moment_of_our_time_is_none(value):
    assert moment(value) is None


@pytest.mark.parametrize(
    "value",
    [
        1_790_000_000,
        1_790_000_000_000,
        "1790000000",
        " 1790000000000 ",
        "2026-09-21T14:13:20Z",
        "2026-09-21T16:13:20+02:00",
    ],
)
def test_a_moment_is_understood_in_every_form(value):
    assert moment(value).isoformat() == "2026-09-21T14:13:20"


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [
        ("2026-01-01T00:00:00Z", "2026-01-01T01:00:01Z", 2),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", 0),
        ("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", None),
        ("never", "2026-01-01T00:00:00Z", None),
    ],
)
def test_hours_are_whole_and_run_forwards(first, last, hours):
    assert hours_between(first, last) == hours


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2026-09-21", "2026-09-21T00:00:00"),
        ("2026-09-21 14:13", "2026-09-21T14:13:00"),
        ("2026-09-21T14:13:20.123Z", "2026-09-21T14:13:20"),
        ("2026-09-21T14:13:20 UTC", "2026-09-21T14:13:20"),
        ("2026-09-21T14:13:60Z", "2026-09-21T14:13:59"),
        ("2026-09-21T14:13:20-0130", "2026-09-21T15:43:20"),
        ("2026-09-21T14:13:20+01:30", "2026-09-21T12:43:20"),
        ("2000-01-02", "2000-01-02T00:00:00"),
        ("2200-01-01", "2200-01-01T00:00:00"),
        (99_999_999_999, None),
        (100_000_000_000, None),
        (946_771_200, "2000-01-02T00:00:00"),
        (946_771_199, None),
        (6_999_999_999, "2191-10-27T12:26:39"),
        (7_000_000_000, None),
        (1_790_000_000.9, "2026-09-21T14:13:20"),
        ("2000-01-01", None),
        ("2200-01-02", None),
        ("12345678901", None),
        ("\u0661\u0662", None),
        ("2026-09-21T25:00:00Z", None),
    ],
)
def test_a_moment_is_exact_in_utc(value, found):
    made = moment(value)

    assert (made and made.isoformat()) == found


def test_the_day_of_a_moment_is_that_in_utc():
    assert day("2026-09-21T23:30:00-01:00") == "2026-09-22"
    assert day(1_790_000_000) == "2026-09-21"
    assert day("never") == ""
    assert day(["2026-09-21"]) == ""
    assert day(None) == ""


@pytest.mark.parametrize(
    ("seconds", "hours"), [(0, 0), (1, 1), (3600, 1), (3601, 2), (7200, 2)]
)
def test_hours_are_rounded_up(seconds, hours):
    start = 1_790_000_000

    assert hours_between(start, start + seconds) == hours
    assert hours_between(start, "never") is None


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        (946771200, True),  # 2000-01-02
        (946771199, False),
        (6_999_999_999_000 // 1000, True),
        (7_000_000_000, False),
        ("2000-01-02T00:00:00Z", True),
        ("2000-01-01T23:59:59Z", False),
        ("2200-01-01T00:00:00Z", True),
        ("2200-01-01T00:00:01Z", False),
        (0, False),
        (-1, False),
        (99_999_999_999, False),
        (946771200000, True),
    ],
)
def test_a_moment_lies_between_2000_and_2200(value, is_one):
    assert (moment(value) is not None) is is_one
