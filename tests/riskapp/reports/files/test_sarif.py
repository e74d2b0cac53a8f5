"""Findings for code scanners: a rule for each weakness, a result for each place."""

import copy
import json

import pytest

from riskapp.reports.choices import Format
from riskapp.reports.files import file_of
from riskapp.reports.files.sarif import LEVELS


def run_of(shown):
    [run] = json.loads(file_of(Format.SARIF, *shown))["runs"]
    return run


@pytest.fixture
def followed(shown):
    """The same with findings that somebody follows: one planned, one accepted."""
    context, answer_set = copy.copy(shown[0]), shown[1]
    group = {
        "question": "T-05",
        "text": "Keys never end.",
        "remedy": "Let them end.",
        "risk": 2,
        "gain": 1,
        "rules": ["CR-03"],
        "criteria": ["GDPR-32.1.b"],
        "tools": ["Coder", "Reviewer"],
        "severity": "critical",
        "lines": [
            {
                "tool": "Coder",
                "state": "planned",
                "owner": "Ana",
                "due_on": "2027-03-31",
            },
            {"tool": "Reviewer", "state": "accepted", "owner": "", "due_on": None},
        ],
    }
    other = group | {"text": "Another.", "remedy": "", "severity": "", "lines": []}
    by_hand = group | {
        "question": "",
        "tools": [],
        "lines": [{"tool": "", "state": "open", "owner": "", "due_on": None}],
    }
    context["findings"] = [group, other, by_hand]
    return context, answer_set


def test_every_weakness_is_a_rule_and_every_place_a_result(shown):
    run = run_of(shown)
    groups = shown[0]["findings"]

    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) == len(groups)
    assert len(run["results"]) == sum(len(g["tools"]) or 1 for g in groups)
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert result["ruleId"] == rule["id"]
        assert result["message"]["text"] == rule["shortDescription"]["text"]
        assert result["level"] == rule["defaultConfiguration"]["level"]


def test_the_same_weakness_in_the_same_place_is_known_again(shown):
    first, again = run_of(shown), run_of(shown)

    marks = [r["partialFingerprints"]["weakness/v1"] for r in first["results"]]
    assert len(set(marks)) == len(marks)
    assert first == again


def test_an_accepted_risk_is_suppressed_and_what_is_planned_says_who_and_when(followed):
    results = run_of(followed)["results"]

    planned, accepted = results[:2]
    assert planned["properties"] == {
        "state": "planned",
        "owner": "Ana",
        "due": "2027-03-31",
    }
    assert "suppressions" not in planned
    assert accepted["suppressions"] == [{"kind": "external", "status": "accepted"}]
    assert accepted["locations"][0]["logicalLocations"][0]["name"] == "Reviewer"


def test_a_question_with_two_weaknesses_has_two_rules(followed):
    rules = run_of(followed)["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == ["T-05", "T-05/2", "finding"]
    assert [rule["properties"]["security-severity"] for rule in rules] == [
        "9.0",
        "4.0",
        "9.0",
    ]
    assert "help" not in rules[1]


def test_what_nobody_followed_weighs_as_its_answer_does(followed):
    by_rule = {r["ruleId"]: r["level"] for r in run_of(followed)["results"]}

    assert by_rule == {"T-05": "error", "T-05/2": "warning", "finding": "error"}
    assert set(LEVELS) == {"critical", "high", "moderate", "low"}


def test_a_finding_of_no_tool_lies_with_the_engagement(followed):
    place = run_of(followed)["results"][-1]["locations"][0]["logicalLocations"][0]

    assert place["name"] == followed[0]["about"].engagement
