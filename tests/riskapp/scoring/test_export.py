"""An evaluation as data: what docs/file-formats.md promises, and nothing that JSON cannot hold."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from questionnaires.document.answer_set import AnswerSet
from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.export import to_contract, to_data
from tests.factories.riskapp import example

FORMATS = Path(__file__).parents[3] / "docs" / "file-formats.md"
EXAMPLES = (
    "careful",
    "typical",
    "personal-accounts",
    "production-agents",
    "half-answered",
)


def evaluated(name):
    answers = example(name)
    return evaluate(
        AnswerSet(answers.document, answers.filled, answers.as_of), core_catalogue()
    )


@pytest.fixture(scope="module")
def promised():
    """The example in the documentation, its dots taken away."""
    text = FORMATS.read_text("utf-8").split("## `python manage.py score_answers")[1]
    block = text.split("```")[1]
    for dots, plain in (("{...}", "{}"), ("[...]", "[]"), (", ...", "")):
        block = block.replace(dots, plain)
    return json.loads(block)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_contract_has_exactly_the_keys_that_are_promised(name, promised):
    contract = to_contract(evaluated(name))

    assert list(contract) == list(promised)
    for part in ("inherent", "control", "residual_model", "residual", "evidence"):
        assert contract[part].keys() == promised[part].keys()
    assert contract["completeness"].keys() == promised["completeness"].keys()
    for part in ("tools", "findings"):
        for item in contract[part]:
            assert item.keys() == promised[part][0].keys()
    for part in ("floors", "warnings"):
        for item in contract[part]:  # the tool is named where there is one
            assert item.keys() | {"tool"} == promised[part][0].keys()
    for section in contract["sections"].values():
        assert section.keys() == promised["sections"]["GOV"].keys()
    for criterion in contract["criteria"].values():
        assert criterion.keys() == promised["criteria"]["GDPR-28.2"].keys()


def test_the_examples_show_every_part_of_the_contract():
    contract = to_contract(evaluated("production-agents"))

    for part in ("floors", "sections", "tools", "criteria", "warnings", "findings"):
        assert contract[part]


def test_decimals_are_text_with_one_place_and_floors_are_whole():
    contract = to_contract(evaluated("production-agents"))

    for part in ("inherent", "control", "residual", "evidence", "completeness"):
        assert re.fullmatch(r"\d+\.\d", contract[part]["value"])
    assert {type(floor["value"]) for floor in contract["floors"]} == {int}


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_stored_survives_json_unchanged(name):
    data = to_data(evaluated(name))

    assert json.loads(json.dumps(data)) == data


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_is_stored_says_at_least_what_the_contract_says(name):
    result = evaluated(name)

    contract, data = to_contract(result), to_data(result)

    assert contract.keys() < data.keys()
    for short, whole in zip(contract["findings"], data["findings"], strict=True):
        assert short["question"] == whole["question"]
        assert short["gain"] == whole["gain"]
        assert (short["tool"] or "") == whole["tool"]
    assert list(contract["criteria"]) == [item["id"] for item in data["criteria"]]


def test_a_stored_floor_says_whether_a_rule_set_it():
    floors = to_data(evaluated("half-answered"))["floors"]

    assert {floor["by"]: floor["is_rule"] for floor in floors}[
        "low_confidence"
    ] is False
    assert any(floor["is_rule"] for floor in floors)


def test_the_counts_of_a_law_add_up_to_its_provisions():
    data = to_data(evaluated("typical"))

    counted = sum(sum(counts.values()) for counts in data["law_counts"].values())
    assert counted == len(data["criteria"])
