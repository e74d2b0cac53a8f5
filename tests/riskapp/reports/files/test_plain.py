import json

from riskapp.reports.choices import Format
from riskapp.reports.files import attachments_of, file_of
from riskapp.reports.files.plain import SCHEMA
from tests.test_schemas import checked


def test_the_report_as_json_says_which_shape_it_has(shown):
    context, _answer_set = shown

    data = json.loads(file_of(Format.JSON, *shown))

    assert data["schema"] == SCHEMA
    assert data["score"]["residual"] == context["data"]["residual"]
    assert data["about"]["vendor"]["name"] == context["about"].vendor
    assert len(data["findings"]) == len(context["findings"])


def test_it_has_the_shape_that_is_promised(shown):
    assert checked("riskapp-report", json.loads(file_of(Format.JSON, *shown))) == []


def test_so_has_one_with_everything_that_people_add(shown):
    context, answer_set = shown
    decision = {
        "outcome": "conditional", "reason": "Because", "by": "Anna", "at": "2026-11-23",
        "valid_until": None, "suggestion": "", "exceptions": [], "exception_reason": "",
    }  # fmt: skip
    condition = {
        "text": "Rotate",
        "owner": "",
        "due": None,
        "state": "open",
        "rule": "",
    }
    line = {"tool": "Tool", "state": "open", "owner": "", "due_on": "2027-01-31"}
    [finding, *_others] = context["findings"]
    added = {
        "decision": decision,
        "conditions": [condition],
        "findings": [finding | {"severity": "high", "lines": [line]}],
    }

    data = json.loads(file_of(Format.JSON, context | added, answer_set))

    assert checked("riskapp-report", data) == []


def test_an_archive_carries_the_answers_and_the_score(shown):
    names = {name: content for name, content, _about, _kind in attachments_of(*shown)}

    assert b"questionnaire: ai-toolchain-partner@3" in names["answers.yaml"]
    assert json.loads(names["score.json"])["residual"]
