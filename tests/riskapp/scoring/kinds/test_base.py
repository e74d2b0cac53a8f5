"""What every kind of question has in common when its answers are rated."""

import pytest

from riskapp.scoring.kinds.base import (
    alone,
    best_first,
    by_option,
    by_special,
    good,
    highest,
    risk_of,
    worst,
)
from tests.factories.documents import minimal_document, question

CHOICE = minimal_document(
    question(
        "single",
        options="""
    - {code: silent, label: Silent, risk: null, why: Nothing is said, level: 1}
    - {code: two, label: Two, risk: 2, why: Two it is, level: 3}
    - {code: four, label: Four, risk: 4, why: Four it is}
    - {code: also, label: Also two, risk: 2, why: Also two, level: 3}
    - {code: none, label: Not at all, not_applicable: true}
    - {code: one, label: One, risk: 1, level: 2}
    - {code: best, label: Best, risk: 0, level: 4}""",
    )
).questions["Q-1"]
NUMBER = minimal_document(
    question(
        "number",
        units="[{code: hours, label: hours}]",
        bands="[{risk: 0, label: any}]",
        specials="[{code: unknown, label: Not known, risk: 3, why: Nobody knows}]",
    )
).questions["Q-1"]


def option(code):
    return CHOICE.choices[code]


def options(*codes):
    return [option(code) for code in codes]


def test_an_option_alone_is_as_bad_as_it_says():
    assert alone(option("two")) == (2, "Two it is")
    assert alone(option("silent")) == (None, "Nothing is said")
    assert risk_of(option("four")) == 4
    assert risk_of(option("silent")) == 0


def test_the_worst_of_several_counts_and_of_equals_the_first():
    assert worst(options("two", "four", "one")) == (4, "Four it is")
    assert worst(options("also", "two", "silent")) == (2, "Also two")
    assert worst(options("silent")) == (None, "Nothing is said")
    assert worst(options("silent", "best")) == (0, "")
    assert worst([]) == (None, "")


def test_what_was_chosen_is_rated_by_its_options():
    assert by_option(CHOICE, "two") == (2, "Two it is")
    assert by_option(CHOICE, "gone") == (None, "")
    assert by_option(CHOICE, ["one", "four"]) == (4, "Four it is")
    assert by_option(CHOICE, ["gone"]) == (None, "")


def test_a_special_answer_beside_a_number_is_rated_by_itself():
    assert by_special(NUMBER, "unknown") == (3, "Nobody knows")
    assert by_special(NUMBER, "gone") == (None, "")


def test_good_options_come_best_first_without_those_that_do_not_apply():
    assert [o.code for o in best_first(CHOICE.options)] == ["silent", "best", "one"]
    assert [o.code for o in best_first(options("four", "two", "also"))] == [
        "two",
        "also",
    ]
    assert best_first(options("none")) == []
    assert best_first([]) == []


def test_good_values_are_those_that_are_good_or_the_best_there_are():
    assert good([(1, "b"), (0, "z"), (2, "c"), (0, "a")]) == ["z", "a", "b"]
    assert good([(3, "b"), (4, "a"), (3, "a")]) == ["b", "a"]
    assert good([(0, {"value": "1"}), (0, {"value": "0"})]) == [
        {"value": "1"},
        {"value": "0"},
    ]


def test_the_option_of_the_highest_level_is_the_first_of_several():
    assert highest(CHOICE.options) is option("best")
    assert highest(options("one", "two", "also")) is option("two")
    assert highest(options("four", "silent")) is option("silent")
    assert highest([]) is None


@pytest.mark.parametrize("code", ["four", "none"])
def test_an_option_without_a_level_has_the_lowest(code):
    assert highest(options(code, "one")) is option("one")
