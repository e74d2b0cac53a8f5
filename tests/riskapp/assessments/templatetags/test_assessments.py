import pytest

from riskapp.assessments.templatetags.assessments import (
    band_label,
    country_name,
    left_out_label,
    made,
    provisions,
    rating_label,
    risk_tone,
    said_of_work,
    state_label,
    status_label,
    tier_label,
    tone,
)
from tests.factories.riskapp import PROFILE


@pytest.mark.parametrize(
    ("label", "code", "text"),
    [
        (rating_label, "high", "High"),
        (band_label, "very_high", "very high"),
        (tier_label, "very_high", "Very high"),
        (status_label, "not_met", "Not met"),
        (status_label, "buyers_duty", "The buyer’s own duty"),
        (left_out_label, "hidden", "not asked, by its condition"),
        (state_label, "sent", "Waiting for the vendor"),
    ],
)
def test_a_code_has_a_label(label, code, text):
    assert label(code) == text
    assert label("") == label(None) == ""
    assert label("from_a_later_version") == "from_a_later_version"


def test_provisions_are_cited_each_law_once():
    cited = provisions(["NIS2-21.2.j", "GDPR-28.2", "NIS2-21.2.d", "OWN-1"])

    assert cited == "NIS2 Art. 21(2)(j); Art. 21(2)(d); GDPR Art. 28(2); OWN-1"


def test_what_is_not_answered_looks_no_better_than_what_is_not_met():
    assert tone("not_answered") == tone("not_met") == "bad"
    assert tone("not_applicable") == "none"


def test_a_risk_has_the_tone_of_its_weight():
    assert [risk_tone(risk) for risk in range(5)] == [
        "good",
        "good",
        "warn",
        "bad",
        "bad",
    ]


def test_a_country_has_a_name_and_an_unknown_one_its_code():
    assert country_name("RS") == "Serbia"
    assert country_name("??") == "??"


# No django_db mark: the words about work never touch the database.
def test_the_work_is_told_in_words_without_a_query():
    assert len(said_of_work(PROFILE)) == 9


def test_checks_that_were_made_stand_apart_from_those_that_could_not_be():
    found, missing = {"text": "They differ."}, {"is_missing": True, "questions": ["A"]}

    assert made([found, missing], True) == [found]
    assert made([found, missing], False) == [missing]
