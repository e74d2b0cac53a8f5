"""Days and lengths of time."""

import pytest


def test_a_day_is_taken_or_what_its_absence_means(taken):
    assert taken("day", {"a": "2026-03-04T23:59:00Z"}, "/a", missing="never") == [
        ("2026-03-04", "/a")
    ]
    assert taken("day", {"a": "soon"}, "/a", missing="never") == []
    assert taken("day", {"a": None}, "/a") == []
    assert taken("day", {"a": None}, "/a", missing="never") == [("never", "/a")]
    assert taken("day", {}, "/a", "/b", missing="never") == [("never", "/a")]
    assert taken("day", {}, missing="never") == [("never", "")]
    assert taken("day", {"a": "N/A"}, "/a", missing="never", absent=["N/A"]) == [
        ("never", "/a")
    ]


def test_hours_are_counted_from_one_moment_to_the_other(taken):
    data = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-01T08:30:00Z"}
    options = {"since": ["/from"], "missing": "none"}

    assert taken("hours", data, "/to", **options) == [(9, "/to")]
    assert taken("hours", {**data, "to": None}, "/to", **options) == [("none", "/to")]
    assert taken("hours", {"from": data["from"]}, "/to", **options) == [("none", "/to")]
    assert taken("hours", {"from": data["from"]}, "/to", since=["/from"]) == []
    assert taken("hours", {}, "/to", **options) == []
    assert taken("hours", {**data, "to": "later"}, "/to", **options) == []


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        ("12h", 12),
        ("1h30m", 2),
        ("90m0s", 2),
        (" 3600s ", 1),
        ("3601s", 2),
        ({"seconds": "7200"}, 2),
        ({"seconds": 7201}, 3),
        (3600, 1),
        (7_200_000_000_000, 2),
        ("12 hours", None),
        ("", None),
        ("0s", None),
        ({"seconds": "soon"}, None),
        ({"seconds": "9" * 12}, None),
        ({}, None),
        (True, None),
        (["1h"], None),
    ],
)
def test_a_length_of_time_is_taken_in_hours(taken, value, hours):
    wanted = [] if hours is None else [(hours, "/a")]

    assert taken("lasting", {"a": value}, "/a", missing=12) == wanted


def test_a_length_of_time_that_is_not_written_is_what_the_program_assumes(taken):
    assert taken("lasting", {}, "/a", missing="12") == [(12, "/a")]
    assert taken("lasting", {}, "/a") == []
