"""What one fact says to one answer, and which answer it proposes."""

from fractions import Fraction

import pytest

from riskapp.evidence.loading import core_rules
from riskapp.evidence.measuring import (
    could_give,
    evaluated,
    has_words,
    in_hours,
    speaks,
)
from riskapp.evidence.model import CONFIRMS, CONTRADICTS, FILLS, Fact
from riskapp.evidence.rules import FactRule, Say
from tests.factories.documents import minimal_document

DOCUMENT = minimal_document(
    """
    - {id: S, text: How?, kind: single, weight: 0, options: [{code: a, label: A}, {code: b, label: B}, {code: c, label: C}]}
    - {id: M, text: Which?, kind: multi, weight: 0, options: [{code: a, label: A}, {code: b, label: B}]}
    - id: N
      text: How long?
      kind: number
      weight: 0
      units: [{code: hours, label: hours}, {code: days, label: days, factor: 24}]
      specials: [{code: none, label: Never ends}]
    - {id: D, text: When?, kind: date, weight: 0, specials: [{code: per_run, label: Each time}]}
    - {id: X, text: Who?, kind: text, weight: 0}
    """
)
CODE = Say("S", fits=("a",), against=("b",), fills="a")
SEVERAL, HOURS = Say("M", "includes"), Say("N", "hours")
DAY, WHO, PROPOSES = Say("D", "day"), Say("X", "provider"), Say("S", "proposes")
ONE_DAY = {"value": "1", "unit": "days"}


def said(say, value, answer):
    question = DOCUMENT.questions[say.question]
    fact = Fact("a.fact", value)
    return evaluated(say, fact, question, answer, core_rules(), "2026-11-01")


@pytest.mark.parametrize(
    ("say", "value", "proposed"),
    [
        (CODE, True, "a"),
        (Say("S", fills="gone"), True, None),
        (SEVERAL, ("b", "a", "gone"), ["a", "b"]),
        (SEVERAL, "a", ["a"]),
        (SEVERAL, 7, None),
        (Say("M", "includes", fills="b"), True, ["b"]),
        (Say("M", "proposes"), ("b",), ["b"]),
        (PROPOSES, "b", "b"),
        (PROPOSES, "", None),
        (HOURS, 48, {"value": "2", "unit": "days"}),
        (HOURS, 30, {"value": "30", "unit": "hours"}),
        (HOURS, "none", "none"),
        (HOURS, "gone", None),
        (HOURS, True, None),
        (DAY, "2026-10-01", "2026-10-01"),
        (DAY, "one day", None),
        (WHO, "anthropic", "Anthropic"),
        (WHO, "nobody", None),
    ],
)
@pytest.mark.parametrize("answer", [None, "unknown"])
def test_where_nobody_answered_an_answer_is_proposed(say, value, proposed, answer):
    state = "" if proposed is None else FILLS

    assert said(say, value, answer) == (state, proposed)


@pytest.mark.parametrize(
    ("say", "value", "answer", "state"),
    [
        (CODE, True, "a", CONFIRMS),
        (CODE, True, "b", CONTRADICTS),
        (CODE, True, "c", ""),
        (CODE, True, {"not_applicable": "no need"}, ""),
        (PROPOSES, "b", "a", ""),
        (SEVERAL, ("a",), ["a", "b"], CONFIRMS),
        (SEVERAL, ("a", "b"), ["a"], CONTRADICTS),
        (SEVERAL, ("gone",), ["a"], ""),
        (HOURS, 25, ONE_DAY, CONFIRMS),  # a matter of rounding
        (HOURS, 26, ONE_DAY, CONTRADICTS),
        (HOURS, 2, {"value": "1", "unit": "hours"}, CONFIRMS),
        (HOURS, 3, {"value": "1", "unit": "hours"}, CONTRADICTS),
        (HOURS, 3, {"value": "1", "unit": "moons"}, ""),
        (HOURS, 3, "soon", ""),
        (HOURS, "none", "none", CONFIRMS),
        (HOURS, 3, "none", ""),
        (HOURS, "none", ONE_DAY, CONTRADICTS),
        (HOURS, True, ONE_DAY, CONTRADICTS),
        (DAY, "2026-10-01", "2026-10-02", CONFIRMS),
        (DAY, "2026-10-01", "2026-10-03", CONTRADICTS),
        (DAY, "2026-10-01", "2026-11-02", ""),  # newer than the data
        (DAY, "2026-10-01", "per_run", CONTRADICTS),
        (DAY, "2026-10-01", "someday", ""),
        (DAY, "never", "2026-10-01", ""),
        (WHO, "anthropic", "By Anthropic, PBC", CONFIRMS),
        (WHO, "anthropic", "Somebody else", CONTRADICTS),
        (WHO, "anthropic", ["a"], ""),
        (WHO, "nobody", "Somebody", ""),
    ],
)
def test_what_a_fact_says_to_an_answer(say, value, answer, state):
    assert said(say, value, answer)[0] == state


@pytest.mark.parametrize(
    ("units", "hours", "proposed"),
    [
        ("[{code: days, label: days}]", 30, {"value": "2", "unit": "days"}),
        ("[{code: hours, label: hours}]", 48, {"value": "48", "unit": "hours"}),
        ("[{code: months, label: months}]", 48, None),
    ],
)
def test_a_length_of_time_is_proposed_in_a_unit_that_is_asked(units, hours, proposed):
    document = minimal_document(
        f"- {{id: N, text: How long?, kind: number, weight: 0, units: {units}}}"
    )
    fact = Fact("a.fact", hours)

    found = evaluated(HOURS, fact, document.questions["N"], None, core_rules(), "")

    assert found[1] == proposed


@pytest.mark.parametrize(
    ("say", "value", "speaking"),
    [
        (Say("S"), "any", True),
        (Say("S", values=(1,)), 1, True),
        (Say("S", values=(1,)), True, False),  # a number is no yes
        (Say("S", values=("a",)), ("b", "a"), True),
        (Say("S", values=("a",)), (), False),
        (Say("S", over_days=30), "2026-10-01", True),
        (Say("S", over_days=31), "2026-10-01", False),
        (Say("S", over_days=1), "never", False),
    ],
)
def test_a_fact_speaks_by_its_value_or_its_age(say, value, speaking):
    assert speaks(say, Fact("a.fact", value), "2026-11-01") is speaking


def test_without_a_day_of_the_data_no_age_is_known():
    assert not speaks(Say("S", over_days=1), Fact("a.fact", "2026-10-01"), "")


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("By GitHub, Inc.", "github inc", True),
        ("By GitHubs", "github", False),
        ("", "github", False),
    ],
)
def test_words_stand_whole_in_a_text(text, words, found):
    assert has_words(text, words) is found


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        (ONE_DAY, 24),
        ({"value": "1", "unit": "moons"}, 0),
        ("none", 0),
        (None, 0),
    ],
)
def test_a_length_of_time_in_hours(value, hours):
    assert in_hours(value) == hours


def rule(take, fold="", **options):
    return FactRule("a.fact", take, options=options, fold=fold)


@pytest.mark.parametrize(
    ("of", "value", "could"),
    [
        (rule("text"), "any", True),
        (rule("present"), "yes", True),
        (rule("present"), "no", False),
        (rule("present", word="logged"), "logged", True),
        (rule("present", word="logged"), "yes", False),
        (rule("present", fold="count"), 7, True),
        (rule("codes", table={"x": "a", "y": ["b", "c"]}), "a", True),
        (rule("codes", table={"x": "a", "y": ["b", "c"]}), ("b", "c"), True),
        (rule("codes", table={"x": "a", "y": ["b", "c"]}), ("b", "d"), False),
        (rule("codes", table={"x": "a"}, other="else"), "else", True),
        (rule("codes", table={"x": "a"}, other=["else"]), "else", True),
        (rule("codes", table={"x": "a"}), "else", False),
    ],
)
def test_a_rule_can_have_given_the_words_it_gives(of, value, could):
    assert could_give(of, value) is could


@pytest.mark.parametrize(
    ("value", "hours"),
    [
        ({"value": "30", "unit": "minutes"}, Fraction(1, 2)),
        ({"value": "3", "unit": "hours"}, 3),
        ({"value": "2", "unit": "days"}, 48),
        ({"value": "1", "unit": "weeks"}, 168),
        ({"value": "1", "unit": "months"}, 730),
        ({"value": "1", "unit": "years"}, 8766),
        ({"value": "0.5", "unit": "hours"}, Fraction(1, 2)),
        ({"value": "1", "unit": "moons"}, 0),
        ("none", 0),
        (None, 0),
    ],
)
def test_a_length_of_time_is_told_in_hours(value, hours):
    assert in_hours(value) == hours


@pytest.mark.parametrize(
    ("fact", "answer", "state"),
    [
        (21, ("20", "hours"), CONFIRMS),
        (22, ("20", "hours"), CONTRADICTS),
        (2, ("1", "hours"), CONFIRMS),
        (3, ("1", "hours"), CONTRADICTS),
        (25, ("1", "days"), CONFIRMS),
        (26, ("1", "days"), CONTRADICTS),
        (105, ("100", "hours"), CONFIRMS),
        (106, ("100", "hours"), CONTRADICTS),
        ("none", ("100", "hours"), CONTRADICTS),
        (True, ("100", "hours"), CONTRADICTS),
        (5, ("100", "moons"), ""),
    ],
)
def test_a_length_may_be_a_twentieth_or_an_hour_longer(fact, answer, state):
    value, unit = answer

    assert said(HOURS, fact, {"value": value, "unit": unit})[0] == state


@pytest.mark.parametrize(
    ("shown", "answer", "state"),
    [
        ("2026-10-01", "2026-10-02", CONFIRMS),
        ("2026-10-01", "2026-10-03", CONTRADICTS),
        ("2026-10-01", "2026-09-01", CONFIRMS),
        ("2026-10-01", "2026-11-01", CONTRADICTS),
        ("2026-10-01", "2026-11-02", ""),
        ("2026-10-01", "per_run", CONTRADICTS),
        ("2026-10-01", "soon", ""),
        ("never", "2026-10-01", ""),
    ],
)
def test_a_day_may_be_newer_than_the_data_but_not_than_what_they_show(
    shown, answer, state
):
    assert said(DAY, shown, answer)[0] == state


@pytest.mark.parametrize(
    ("days", "shown", "taken", "is_told"),
    [
        (30, "2026-10-01", "2026-11-01", True),
        (31, "2026-10-01", "2026-11-01", False),
        (30, "never", "2026-11-01", False),
        (30, "2026-10-01", "", False),
    ],
)
def test_an_old_day_speaks_only_where_it_is_older_than_that(
    days, shown, taken, is_told
):
    assert speaks(Say("D", over_days=days), Fact("f", shown), taken) is is_told


@pytest.mark.parametrize(
    ("wanted", "value", "is_told"),
    [
        ((), "any", True),
        (("a",), "a", True),
        (("a",), "b", False),
        (("a",), ("b", "a"), True),
        ((1,), True, False),
        ((True,), True, True),
        ((True,), 1, False),
    ],
)
def test_a_fact_speaks_by_one_of_the_values_that_say_something(wanted, value, is_told):
    assert speaks(Say("S", values=wanted), Fact("f", value), "") is is_told


def test_words_stand_whole_and_one_after_the_other():
    assert has_words("Acme AI, Inc.", "acme-ai")
    assert has_words("x ACME  ai", "acme ai")
    assert not has_words("acme fair", "acme ai")
    assert not has_words("ai acme", "acme ai")
    assert not has_words("acmeai", "acme ai")
