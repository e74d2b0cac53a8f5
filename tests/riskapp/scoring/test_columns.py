"""How one answer stands, and a question in all its places."""

import pytest

from riskapp.scoring.columns import (
    DOES_NOT_APPLY,
    GIVEN,
    NOT_ASKED,
    chosen_in,
    column_of,
    given,
    missing,
    tells,
)
from riskapp.scoring.rated.model import WORST


def test_a_column_has_a_bit_for_each_place_that_says_something():
    answers = [
        given(GIVEN, 1, is_known=True),
        given(GIVEN, 1, is_known=False),
        missing(1, ""),
        NOT_ASKED,
        DOES_NOT_APPLY,
    ]

    column = column_of(answers, ["yes", "unknown", None, None, None], 0b11111)

    assert column.known == 0b11001
    assert column.answered == 0b11011
    assert column.marks == (None, None, answers[2].mark, None, None)
    assert column.seen == tuple(answer.seen for answer in answers)


def test_what_is_missing_counts_as_the_worst_where_it_has_a_weight():
    heavy, light = missing(3, "Why"), missing(0, "")

    assert (heavy.mark.weight, heavy.mark.risk, heavy.mark.is_open) == (3, WORST, True)
    assert (heavy.seen.risk, heavy.seen.why) == (WORST, "Why")
    assert (light.mark, light.seen.risk) == (None, None)


def test_one_of_several_codes_is_chosen_alone_or_among_others():
    values = ["yes", ["no", "yes"], ["no"], None, {"value": "yes"}, "no"]

    assert chosen_in(values, frozenset({"yes", "never"})) == 0b000011


@pytest.mark.parametrize(
    ("value", "known"),
    [
        (None, False),
        ("unknown", False),
        (["unknown"], False),
        ({"value": "unknown"}, False),
        ("yes", True),
        ({"value": "3", "unit": "days"}, True),
    ],
)
def test_not_known_tells_nothing(value, known):
    assert tells(value) is known
