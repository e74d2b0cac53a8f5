"""Many entries of a file become few facts."""

import pytest

from riskapp.evidence.folding import Folds
from riskapp.evidence.model import Fact

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


def test_facts_come_in_the_order_in_which_they_were_first_seen_with_their_places():
    folded = Folds(3)
    folded.add("count", ("b", "", ""), "x", "/0", 1, "")
    folded.add("most", ("a", "", ""), 3, "/1", 2, "2026-01-01")
    folded.add("distinct", ("c", "about", "tool"), "y", "/2", 3, "2026-02-01")
    folded.add("most", ("a", "", ""), 2, "/3", 4, "2026-03-01")
    folded.add("count", ("b", "", ""), "x", "/4", 5, "")

    assert list(folded.facts()) == [
        Fact("b", 2, "", "", "/0", 1, ""),
        Fact("a", 3, "", "", "/1", 2, "2026-01-01"),
        Fact("c", "y", "about", "tool", "/2", 3, "2026-02-01"),
    ]


def test_of_equal_values_the_first_is_kept():
    folded = Folds(3)
    folded.add("most", KEY, 3, "/0", 1, "")
    folded.add("most", KEY, 3, "/1", 2, "")
    folded.add("newest", ("n", "", ""), "2026-01-01", "/2", 3, "")
    folded.add("newest", ("n", "", ""), "2026-01-01", "/3", 4, "")

    assert [fact.pointer for fact in folded.facts()] == ["/0", "/2"]


def test_no_number_is_more_than_a_word():
    folded = Folds(3)
    folded.add("most", KEY, "none", "/0", 1, "")
    folded.add("most", KEY, 9, "/1", 2, "")
    folded.add("most", KEY, "never", "/2", 3, "")

    assert [fact.value for fact in folded.facts()] == ["none"]


def test_what_has_another_name_thing_or_tool_is_kept_apart():
    folded = Folds(9)
    for key in (KEY, ("other", *KEY[1:]), (KEY[0], "x", "tool"), (*KEY[:2], "y")):
        assert folded.add("count", key, "v", "", 0, "")

    assert [fact.value for fact in folded.facts()] == [1, 1, 1, 1]
