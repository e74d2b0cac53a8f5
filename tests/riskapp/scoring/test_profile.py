from decimal import Decimal

import pytest

from riskapp.scoring.profile import WeightedPart, inherent_of, levels, reason_of
from riskapp.shipped.core import core_document
from tests.factories.documents import minimal_document
from tests.factories.riskapp import PROFILE

CALM = {
    "ENG-01": "none",
    "ENG-02": "minor",
    "ENG-03": "public",
    "ENG-04": "none",
    "ENG-05": "suggest",
    "ENG-06": "spot",
}


def test_a_profile_becomes_three_impacts_and_three_exposures():
    assert levels(core_document(), PROFILE) == ([2, 2, 2], [2, 2, 2])


def test_what_the_buyer_does_not_know_counts_as_the_highest():
    known = {q: v for q, v in PROFILE.items() if q not in {"ENG-01", "ENG-06"}}

    assert levels(core_document(), known) == ([4, 2, 2], [2, 2, 4])


@pytest.mark.parametrize(
    ("answers", "value", "tier"),
    [
        ({}, "0.0", "low"),
        ({"ENG-02": "customer"}, "25.0", "moderate"),
        (
            {"ENG-02": "essential", "ENG-04": "read", "ENG-05": "edit"},
            "45.8",
            "moderate",
        ),
        ({"ENG-04": "prod"}, "50.0", "high"),  # a knock-out by itself
        (
            {"ENG-03": "security", "ENG-04": "prod", "ENG-05": "approve"},
            "75.0",
            "very_high",
        ),
    ],
)
def test_the_tier_follows_from_the_inherent_risk(answers, value, tier):
    assert inherent_of(core_document(), CALM | answers) == (Decimal(value), tier)


def test_the_switches_of_the_profile_weigh_nothing():
    switched = PROFILE | {"ENG-07": "ir", "ENG-08": "yes", "ENG-09": "no"}

    assert inherent_of(core_document(), switched) == inherent_of(
        core_document(), PROFILE
    )


def test_the_reason_of_an_inherent_risk_names_what_decides():
    profile = CALM | {"ENG-02": "essential", "ENG-06": None}
    document = core_document()

    reason = reason_of(document, profile)

    assert reason.impact == max(part.level for part in reason.impacts)
    assert [part.decides for part in reason.impacts] == [
        part.level == reason.impact for part in reason.impacts
    ]
    (unknown,) = [part for part in reason.exposures if part.display_text == "Not known"]
    assert (unknown.level, unknown.decides) == (4, True)
    assert str(reason.value) == str(inherent_of(document, profile)[0])
    assert not reason.knocked_out


SMALL = minimal_document(
    profile="""
    - id: P-1
      text: What can go wrong?
      kind: single
      role: impact
      options: [{code: a, label: Little, level: 1}, {code: b, label: Much, level: 3}]
    - id: P-2
      text: What else?
      kind: single
      role: impact
      options: [{code: a, label: None, level: 0}, {code: x, label: Not said}]
    - id: P-3
      text: How far do they reach?
      kind: single
      role: exposure
      options: [{code: a, label: Near, level: 1}, {code: b, label: Far, level: 4}]
    - id: P-4
      text: How many?
      kind: single
      role: exposure
      options: [{code: a, label: One, level: 0}, {code: b, label: Many, level: 2}]
    - id: P-5
      text: Is it critical?
      kind: single
      role: switch
      options: [{code: "yes", label: "Yes", level: 4}]
    """
)


@pytest.mark.parametrize(
    ("profile", "impacts", "exposures"),
    [
        ({"P-1": "a", "P-2": "a", "P-3": "a", "P-4": "a"}, [1, 0], [1, 0]),
        ({"P-1": "b", "P-3": "b", "P-4": "b", "P-5": "yes"}, [3, 0], [4, 2]),
        ({}, [3, 0], [4, 2]),
        ({"P-1": ["a"], "P-2": "x", "P-3": "gone"}, [3, 0], [4, 2]),
    ],
)
def test_what_was_said_of_the_work_has_levels_and_what_was_not_the_highest(
    profile, impacts, exposures
):
    assert levels(SMALL, profile) == (impacts, exposures)


def test_the_reason_of_a_tier_tells_every_part_and_which_decides():
    found = reason_of(SMALL, {"P-1": "a", "P-2": "a", "P-3": "b"})

    assert found.impacts == (
        WeightedPart("What can go wrong?", "Little", 1, decides=True),
        WeightedPart("What else?", "None", 0, decides=False),
    )
    assert found.exposures == (
        WeightedPart("How far do they reach?", "Far", 4, decides=True),
        WeightedPart("How many?", "Not known", 2, decides=False),
    )
    assert found.impact == 1
    assert (found.value, found.tier) == inherent_of(
        SMALL, {"P-1": "a", "P-2": "a", "P-3": "b"}
    )
