import pytest

from riskapp.accounts.choices import Role
from riskapp.assessments.queries.answers import (
    answer_set_for,
    answers_behind,
    answers_by_section,
    profile_in_words,
)
from riskapp.shipped.core import core_document
from tests.factories.riskapp import PROFILE, OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer_set():
    organisation = OrganisationFactory()
    return answer_set_for(scored(organisation, member(organisation, Role.ANALYST)))


def test_answers_come_in_words_one_for_each_tool_that_was_asked(answer_set):
    rows = answers_behind(answer_set, ["GOV-02", "T-01"], "")

    assert rows[0]["id"] == "GOV-02"
    assert rows[0]["display_text"] == "Yes, without a deputy"
    assert [row["tool"] for row in rows[1:]] == [
        e.title for e in answer_set.filled.entries
    ]


def test_answers_of_one_tool_leave_the_others_out(answer_set):
    entry = answer_set.filled.entries[1]

    rows = answers_behind(answer_set, ["T-01"], entry.id)

    assert [row["display_text"] for row in rows] == [entry.title]


def test_who_may_not_see_answers_gets_none():
    assert answers_behind(None, ["GOV-02"], "") == []


def test_everything_said_is_grouped_by_section_and_tool_without_what_was_hidden(
    answer_set,
):
    groups = answers_by_section(answer_set)

    tools = [group for group in groups if group["section"] == "TOOL"]
    assert [group["title"] for group in tools] == [
        entry.title for entry in answer_set.filled.entries
    ]
    assert [group["section"] for group in groups if group["section"] != "TOOL"] == [
        s.code for s in core_document().sections if not s.repeat
    ]
    assert all(row["state"] != "hidden" for group in groups for row in group["rows"])


def test_the_profile_is_told_in_words():
    rows = profile_in_words(core_document(), PROFILE)

    assert len(rows) == 9
    assert rows[0]["display_text"] == "Ordinary personal data of customers or staff"
