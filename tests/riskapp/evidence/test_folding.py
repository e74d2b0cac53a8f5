"""Many entries of a file become few facts."""

import pytest

from riskapp.evidence.folding import Folds

KEY = ("name", "thing", "tool")


@pytest.mark.parametrize(
    ("fold", "values", "kept"),
    [
        ("newest", ["2026-01-01", "2026-03-01", "2026-02-01"], ["2026-03-01"]),
        ("most", [3, 9, 4], [9]),
        ("most", [3, "none", 9], ["none"]),
        ("most", [True, False], [True]),
        ("count", ["a", "b", "a"], [3]),
        ("distinct", ["a", "b", "a"], ["a", "b"]),
        ("first", ["b", "a"], ["b"]),
    ],
)
def test_of_many_values_some_are_kept(fold, values, kept):
    folded = Folds(10)
    for line, value in enumerate(values, 1):
        assert folded.add(fold, KEY, value, f"/{line}", line, "")

    assert [fact.value for fact in folded.facts()] == kept


def test_the_place_is_that_of_the_value_that_is_kept():
    folded = Folds(10)
    folded.add("newest", KEY, "2026-01-01", "/0", 1, "2026-01-01")
    folded.add("newest", KEY, "2026-03-01", "/1", 2, "2026-03-01")

    (fact,) = folded.facts()

    assert (fact.pointer, fact.line, fact.day) == ("/1", 2, "2026-03-01")


def test_what_is_counted_has_the_newest_day():
    folded = Folds(10)
    for day in ("2026-01-01", "2026-03-01", "2026-02-01"):
        folded.add("count", KEY, "x", "/0", 1, day)

    assert [(fact.value, fact.day) for fact in folded.facts()] == [(3, "2026-03-01")]


def test_too_many_different_ones_are_not_taken_in():
    folded = Folds(1)

    assert folded.add("distinct", KEY, "a", "/0", 1, "")
    assert not folded.add("distinct", KEY, "b", "/1", 2, "")
    assert folded.add("distinct", KEY, "a", "/2", 3, "")
