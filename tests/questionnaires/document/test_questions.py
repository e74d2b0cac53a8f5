"""What is read from one question."""

from fractions import Fraction

import pytest

from questionnaires.document.model import ConditionTerm
from riskapp.scoring.rated.model import (
    ProfileRole,
    RatedOption,
    ScoringKind,
    rated,
    rated_option,
)
from tests.factories.documents import PLACES, minimal_document, question


def read(text, **parts):
    return minimal_document(text, **parts).questions["Q-1"]


OPTIONS = "[{code: a, label: A, risk: 0}]"
BANDS = "[{risk: 0, label: any}]"


@pytest.mark.parametrize(
    ("kind", "keys", "scoring"),
    [
        ("single", {"options": OPTIONS}, ScoringKind.OPTION),
        ("multi", {"options": OPTIONS}, ScoringKind.OPTION),
        (
            "number",
            {"units": "[{code: d, label: days}]", "bands": BANDS},
            ScoringKind.BAND,
        ),
        ("date", {"measure": "days", "bands": BANDS}, ScoringKind.BAND),
        ("text", {}, ScoringKind.FILLED),
        ("countries", {}, ScoringKind.PLACES),
    ],
)
def test_a_weighted_question_is_scored_as_its_kind_is(kind, keys, scoring):
    assert rated(read(question(kind, **keys))).scoring.kind == scoring


def test_a_question_without_weight_is_for_information():
    found = read(question("single", weight=0, options="[{code: a, label: A}]"))

    assert rated(found).scoring.kind == ScoringKind.INFORMATION


def test_an_option_carries_all_that_is_said_of_it():
    (option,) = read(
        question(
            "single",
            options="[{code: a, label: A, risk: 3, why: Because, level: 2, exclusive: true}]",
        )
    ).options

    assert (option.code, option.label) == ("a", "A")
    assert rated_option(option) == RatedOption(3, "Because")
    assert (option.level, option.exclusive, option.not_applicable) == (2, True, False)


def test_an_option_that_does_not_apply_needs_no_risk():
    found = read(
        question("single", options="[{code: a, label: A, not_applicable: true}]")
    )

    assert found.may_not_apply


def test_yes_and_no_stay_words():
    found = read(
        question(
            "single",
            options="[{code: yes, label: Yes, risk: 0}, {code: no, label: No, risk: 4}]",
        )
    )

    assert list(found.choices) == ["yes", "no"]


def test_factors_and_bounds_are_exact():
    found = read(
        question(
            "number",
            units="[{code: days, label: days}, {code: hours, label: hours, factor: 1/24}]",
            bands="[{below: 0.1, risk: 0, label: a}, {at_least: 0.1, risk: 4, label: b}]",
        )
    )

    assert found.units[1].factor == Fraction(1, 24)
    assert rated(found).bands[0].below == Fraction(1, 10)


def test_options_are_copied_from_another_question():
    document = minimal_document(
        f"""
        - {{id: Q-1, text: Which?, kind: multi, weight: 1, options: {OPTIONS}}}
        - {{id: Q-2, text: Needed?, kind: multi, weight: 1, options_from: Q-1, scoring: {{kind: excess, other: Q-1}}}}
        """
    )

    assert document.questions["Q-2"].options == document.questions["Q-1"].options
    assert document.questions["Q-2"].offered_from == "Q-1"


def test_conditions_know_the_options_that_were_copied():
    document = minimal_document(
        f"""
        - {{id: Q-1, text: Which?, kind: multi, weight: 1, options: {OPTIONS}}}
        - {{id: Q-2, text: Needed?, kind: multi, weight: 1, options_from: Q-1}}
        - {{id: Q-3, text: Why?, kind: text, weight: 1, show_if: {{question: Q-2, is: [a]}}}}
        """,
        conditions="copied: {question: Q-2, other_than: [a]}",
    )

    assert document.questions["Q-3"].show_if == ConditionTerm("Q-2", "is", ("a",))


def test_legal_bases_know_where_their_places_come_from():
    document = minimal_document(
        """
        - {id: C, text: Where?, kind: countries, weight: 1}
        - {id: L, text: On what?, kind: legal_bases, weight: 1, places_from: [C]}
        """,
        **PLACES,
    )

    assert document.questions["L"].places_from == ("C",)


def test_a_profile_question_has_a_role_and_no_weight():
    document = minimal_document(
        profile="- {id: P-1, text: What?, kind: single, role: impact, options: [{code: a, label: A, level: 3}]}"
    )

    (found,) = document.profile
    assert (rated(found).role, rated(found).weight, found.section) == (
        ProfileRole.IMPACT,
        0,
        "",
    )


def test_a_choice_is_an_option_or_a_special_answer():
    found = read(question("date", weight=0, specials="[{code: never, label: Never}]"))

    assert found.choice("never") is found.specials[0]
    assert found.choice("sometimes") is None


@pytest.mark.parametrize(
    ("unit", "bounds", "most"),
    [("percent", "", 100), ("percent", ", most: 40", 40), ("days", "", None)],
)
def test_a_share_is_at_most_a_hundred_percent(unit, bounds, most):
    document = minimal_document(
        f"""
        - {{id: N, text: How much?, kind: number, weight: 0, units: [{{code: {unit}, label: x}}]{bounds}}}
        """
    )

    assert document.questions["N"].most == most
