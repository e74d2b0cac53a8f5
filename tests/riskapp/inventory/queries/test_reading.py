"""The tools of the example answers, column by column."""

import datetime
from decimal import Decimal

import pytest

from questionnaires.document.values import EntryValue
from riskapp.inventory.queries import tools_in
from riskapp.inventory.queries.reading import product_of
from riskapp.scoring.files import score_file
from tests.factories.documents import answer_set_of, minimal_document
from tests.factories.riskapp import EXAMPLES


def tools(example):
    _answers, answer_set, _result = score_file(EXAMPLES / f"{example}.yaml")
    return {tool["name"]: tool for tool in tools_in(answer_set)}


def test_a_tool_says_what_it_holds():
    tool = tools("production-agents")["Claude Code (Enterprise)"]

    assert tool["product"] == "Claude Code"
    assert (tool["plan"], tool["credential"]) == ("enterprise", "delegated")
    assert (tool["lifetime"], tool["lifetime_as"]) == (Decimal("12.00"), "value")
    assert tool["changed_on"] == datetime.date(2026, 11, 22)
    assert tool["display_texts"]["lifetime"] == "12 hours"
    assert (tool["excess"], tool["reach"]) == (["net"], [])
    assert tool["highest"] == 2
    assert "US" in tool["outside"]
    assert "IE" in tool["places"]


def test_rights_nobody_needs_come_with_the_most_severe_first():
    found = tools("production-agents").values()
    worst = max(found, key=lambda tool: tool["excess_rank"])

    assert worst["reach"] == ["production", "secrets", "personal_data"]
    assert worst["excess"][-1] == "code_read"
    assert worst["excess_rank"] > tools("typical")["Claude Code (Team)"]["excess_rank"]


def test_what_is_not_asked_is_told_apart_from_what_is_not_known():
    tool = tools("personal-accounts")["ChatGPT on private accounts"]

    assert tool["changed_as"] == "not_asked"
    assert "changed" not in tool["display_texts"]


def test_special_answers_are_no_day_and_no_number():
    told = {
        (tool["changed_as"], tool["lifetime_as"])
        for example in ("production-agents", "personal-accounts", "careful")
        for tool in tools(example).values()
    }

    assert {changed for changed, _ in told} >= {"value", "always"}
    assert {lifetime for _, lifetime in told} >= {"value", "endless"}


def test_a_questionnaire_without_a_register_lists_nothing():
    tool = "- {id: T-01, text: Name, kind: text, weight: 0}"
    answer_set = answer_set_of(minimal_document(repeated=tool), None, {"T-01": "A"})

    assert list(tools_in(answer_set)) == []


@pytest.mark.parametrize(
    ("title", "catalogue", "product"),
    [
        ("github copilot Enterprise 1.2", "", "GitHub Copilot"),
        ("Cursor (Team)", "", "Cursor"),
        ("Cursory", "", "Cursory"),
        ("Our own bot [v2]", "", "Our own bot"),
        ("(nameless)", "", "(nameless)"),
        ("Anything", "amazon-q-free", "Amazon Q Developer"),
    ],
)
def test_tools_are_known_by_one_name(title, catalogue, product):
    assert product_of(EntryValue("1", "TOOL", {}, title, catalogue)) == product
