"""What follows for a tool from answers that were given."""

import datetime

import pytest

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.values import EntryValue, Filled
from riskapp.shipped.core import core_document
from riskapp.tools.mapping import core_guide

DAY = datetime.date(2026, 11, 24)
GENERAL = {
    "IDC-03": {"value": "90", "unit": "days"},
    "IDC-04": "per_run",
    "DAT-05": "enforced",
    "CON-04": "same",
    "ACC-04": "2026-05-01",
}


def following(own, answers=(), *, plan="openhands-cloud", **filled):
    """What follows for a tool from its own answers and from general ones, by question."""
    tool = {"T-05": "approve", "T-11": "pat", **own}
    entries = (EntryValue("one", "TOOL", tool, catalogue=plan),)
    guide = core_guide()
    found = guide.proposals(
        guide.catalogue.plans.get(plan),
        AnswerSet(
            core_document(),
            Filled(answers=dict(answers), entries=entries, **filled),
            DAY,
        ),
        "one",
    )
    return {one.question.id: one for one in found if one.because}


def test_what_was_answered_in_general_is_proposed_for_a_tool_and_says_so():
    found = following({}, GENERAL)

    assert {name: one.value for name, one in found.items()} == {
        "T-13": {"value": "90", "unit": "days"},
        "T-14": "per_run",
        "T-15": "task",
        "T-16": "issued",
        "T-20": ["eea"],
        "T-25": "dpa_flow",
        "T-29": "2026-05-01",
    }
    assert found["T-29"].because.startswith("On this day you last reviewed")
    assert found["T-29"].alike == ""


def test_a_full_log_in_general_is_proposed_only_where_everything_is_recorded():
    whole = ["task", "calls", "read", "write", "outside"]

    assert following({}, {"MON-02": whole})["T-28"].value == "full"
    assert "T-28" not in following({}, {"MON-02": whole[:-1]})


@pytest.mark.parametrize(
    ("general", "question"),
    [
        ({"ACC-04": "never"}, "T-29"),
        ({"IDC-03": "none", "IDC-04": "auto"}, "T-13"),
        ({"IDC-03": {"not_applicable": "We have none."}, "IDC-04": "auto"}, "T-13"),
        ({"IDC-03": {"value": "90", "unit": "days"}, "IDC-04": "manual"}, "T-13"),
    ],
)
def test_what_says_nothing_of_one_tool_is_not_proposed(general, question):
    assert question not in following({}, general)


def test_what_nobody_confirmed_is_the_ground_of_nothing():
    aside = {("CON-04", ""): "Taken over, not confirmed"}

    assert "T-25" not in following({}, GENERAL, set_aside=aside)


def test_what_is_answered_or_published_is_not_proposed_once_more():
    assert "T-25" not in following({"T-25": "none"}, GENERAL)
    assert "T-20" not in following({}, GENERAL, plan="deepseek")


def test_credentials_are_not_asked_of_a_tool_without_a_sign_in():
    assert (
        not {"T-13", "T-14", "T-15", "T-16"}
        & following({"T-11": "none"}, GENERAL).keys()
    )
