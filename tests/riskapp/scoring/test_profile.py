from decimal import Decimal

import pytest

from riskapp.scoring.profile import inherent_of, levels, reason_of
from riskapp.shipped.core import core_document
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
    (unknown,) = [part for part in reason.exposures if part.said == "Not known"]
    assert (unknown.level, unknown.decides) == (4, True)
    assert str(reason.value) == str(inherent_of(document, profile)[0])
    assert not reason.knocked_out
