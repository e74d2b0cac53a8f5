import datetime

import pytest

from riskapp.common.templatetags.words import days_since, in_words, sentence

TODAY = datetime.date(2026, 11, 25)


def test_codes_are_said_in_words():
    assert in_words("very_high") == "very high"
    assert in_words("") == "–"


@pytest.mark.parametrize(
    ("text", "said"),
    [("Yes", "Yes."), ("No. ", "No."), ("Why?", "Why?"), ("And…", "And…"), ("", "")],
)
def test_a_text_that_others_follow_ends_once(text, said):
    assert sentence(text) == said


@pytest.mark.parametrize(
    ("days", "said"), [(0, "0 days"), (1, "1 day"), (90, "90 days"), (-3, "0 days")]
)
def test_age_is_said_in_days(days, said):
    assert days_since(TODAY - datetime.timedelta(days=days), TODAY) == said
