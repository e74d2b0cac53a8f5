"""Moments as programs write them down."""

import pytest

from riskapp.evidence.days import hours_between, moment


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
