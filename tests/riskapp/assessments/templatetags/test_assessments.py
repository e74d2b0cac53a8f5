import pytest

from riskapp.assessments.templatetags.assessments import (
    country_name,
    provisions,
    risk_tone,
    said_of_work,
    stacked,
    state_words,
    tone,
    words,
)
from tests.factories.riskapp import PROFILE


@pytest.mark.parametrize(
    ("code", "said"),
    [("very_high", "Very high"), ("not_met", "Not met"), ("", ""), (None, "")],
)
def test_codes_are_told_in_words(code, said):
    assert words(code) == said


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


def test_the_parts_of_a_bar_stand_one_after_the_other():
    parts = stacked([("met", 3), ("not_met", 2)])

    assert [(part["from"], part["count"]) for part in parts] == [(0, 3), (3, 2)]


def test_a_country_has_a_name_and_an_unknown_one_its_code():
    assert country_name("RS") == "Serbia"
    assert country_name("??") == "??"


def test_states_are_told_in_words():
    assert state_words("sent") == "Waiting for the vendor"


# No django_db mark: the words about work never touch the database.
def test_the_work_is_told_in_words_without_a_query():
    assert len(said_of_work(PROFILE)) == 9


def test_a_status_that_is_not_said_as_it_is_written_has_words_of_its_own():
    assert words("buyers_duty") == "The buyer’s own duty"
    assert words("not_met") == "Not met"
