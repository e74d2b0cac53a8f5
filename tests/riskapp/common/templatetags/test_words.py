import datetime

import pytest

from riskapp.common.templatetags.words import day, days_since, sentence, unbroken

TODAY = datetime.date(2026, 11, 25)


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


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("2026-11-25", "25 November 2026"),
        ("2026-11-25T10:00:00Z", "25 November 2026"),
        (datetime.date(2026, 11, 25), "25 November 2026"),
        ("soon", "soon"),
        ("", "–"),
        (None, "–"),
    ],
)
def test_a_day_is_written_as_people_write_it(value, shown):
    assert day(value) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Germany (1 of 8); not known (all 3).",
            "Germany (1_of_8); not known (all_3).",
        ),
        ("Deutschland (1 von 8)", "Deutschland (1_von_8)"),
        ("kept (by a long remark with 3)", "kept (by a long remark with 3)"),
        ("Example Tool (Team)", "Example Tool (Team)"),
    ],
)
def test_a_number_in_brackets_stays_on_one_line(text, shown):
    assert unbroken(text) == shown.replace("_", "\u00a0")
