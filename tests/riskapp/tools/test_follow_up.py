"""Clocks, changes and statements beside a questionnaire."""

import datetime

import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_yaml
from riskapp.shipped.core import core_document
from riskapp.tools.follow_up import (
    FollowUp,
    core_follow_up,
    parse_follow_up,
)
from tests.factories.answer_sets import TOOL, answer_set_with, answer_set_with_one_tool

DAY = datetime.date(2026, 11, 1)
HEAD = "schema: follow-up/1\nquestionnaire: ai-toolchain-partner\n"


def parsed(text):
    return parse_follow_up(read_yaml(HEAD + text, "follow_up.yaml"), core_document())


def credential(days, since="2026-10-01", unit="days"):
    return answer_set_with_one_tool(
        {"T-11": "key", "T-13": {"value": days, "unit": unit}, "T-14": since}
    )


def endings(answer_set, **confirmed):
    at = (
        {("T-13", TOOL): DAY, ("T-14", TOOL): DAY} if not confirmed else confirmed["at"]
    )
    return core_follow_up().endings(answer_set, at)


def test_credential_ends_when_its_time_has_run_since_it_was_changed():
    [ending] = endings(credential("90"))

    assert ending.ends_on == datetime.date(2026, 12, 30)
    assert ending.places == (("T-13", TOOL), ("T-14", TOOL))


def test_hours_are_counted_as_days_rounded_up():
    [ending] = endings(credential("961", unit="hours"))

    assert ending.days == 41


@pytest.mark.parametrize(
    "answers",
    [
        {"T-11": "key", "T-13": {"value": "8", "unit": "hours"}, "T-14": "2026-10-01"},
        {"T-11": "key", "T-13": "none", "T-14": "2026-10-01"},
        {"T-11": "key", "T-13": {"value": "90", "unit": "days"}, "T-14": "per_run"},
        {"T-11": "none", "T-13": {"value": "90", "unit": "days"}, "T-14": "2026-10-01"},
        {},
    ],
)
def test_what_renews_itself_or_has_no_day_is_not_watched(answers):
    assert endings(answer_set_with_one_tool(answers)) == []


def test_confirmation_after_the_day_lets_the_time_run_again():
    later = datetime.date(2026, 12, 1)
    at = {("T-13", TOOL): later, ("T-14", TOOL): later}

    [ending] = endings(credential("30"), at=at)

    assert ending.ends_on == datetime.date(2026, 12, 31)


def test_confirming_only_one_of_the_answers_does_not_count():
    later = datetime.date(2026, 12, 1)

    [ending] = endings(
        credential("30"), at={("T-13", TOOL): later, ("T-14", TOOL): DAY}
    )

    assert ending.ends_on == datetime.date(2026, 10, 31) + datetime.timedelta(days=31)


def test_statements_are_put_to_every_tool():
    answer_set = answer_set_with(
        {"GOV-06": "no_rule"},
        tools={"A": {"T-03": "free"}, "B": {"T-03": "business"}},
    )

    found = core_follow_up().contradictions(answer_set)

    assert [(s.id, c.entry_title) for s, c in found] == [("private-accounts", "A")]
    assert found[0][1].questions == ("GOV-06", "T-03")


def test_other_questionnaire_has_no_follow_up():
    document = core_document()

    assert FollowUp(questionnaire="else").fitting(document) == FollowUp()
    assert core_follow_up().fitting(document) == core_follow_up()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("clocks: [{id: a, section: TOOL, since: T-13, lasts: T-13, asks: [T-13]}]", "T-13"),
        ("clocks: [{id: a, section: GOV, since: T-14, lasts: T-13, asks: [T-13]}]", "GOV"),
        ("changes: [{id: a, label: A, section: TOOL, asks: [T-99]}]", "T-99"),
        ("changes: [{id: a, label: A, section: TOOL}, {id: a, label: B, section: TOOL}]", "twice"),
        ("statements: [{id: a, title: A, text: B, when: {question: GOV-02, is: [no]}}]", "no"),
        ("other: 1", "other"),
    ],
)  # fmt: skip
def test_faults_are_refused_where_they_stand(text, fault):
    with pytest.raises(DocumentError) as refused:
        parsed(text)

    assert fault.lower() in str(refused.value).lower()


@pytest.mark.parametrize("language", ["de"])
def test_what_a_partner_can_report_is_said_in_every_language(language):
    english = {change.id: change.label for change in core_follow_up().changes}

    there = core_follow_up().in_language(language)

    assert all(change.label != english[change.id] for change in there.changes)
    assert core_follow_up().in_language("xx") == core_follow_up()
