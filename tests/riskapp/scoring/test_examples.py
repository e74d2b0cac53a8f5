"""The examples of the documentation, from their answers to the result kept beside them."""

import json
import re
from pathlib import Path

import pytest

from questionnaires.document.progress import progress
from riskapp.scoring.export import to_contract, to_data
from riskapp.scoring.files import score_file

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "docs" / "examples").rglob("*.yaml"))
PRODUCT = ROOT / "docs" / "examples" / "product" / "riskapp.yaml"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_gives_the_result_that_is_kept_beside_it(path):
    kept = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))

    _, _, result = score_file(path)

    found = json.loads(json.dumps(to_contract(result)))
    assert {key: kept[key] for key in found} == found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_stored_says_the_same_as_what_is_promised(path):
    _, _, result = score_file(path)

    stored, promised = to_data(result), to_contract(result)

    assert stored["model"] == promised["model"]
    for name in ("inherent", "control", "residual", "evidence", "completeness"):
        assert stored[name]["value"] == promised[name]["value"]
    assert [tool["residual"] for tool in stored["tools"]] == [
        tool["residual"] for tool in promised["tools"]
    ]
    assert len(stored["findings"]) == len(promised["findings"])
    assert {item["id"]: item["status"] for item in stored["criteria"]} == {
        name: item["status"] for name, item in promised["criteria"].items()
    }


def test_what_the_product_answers_about_itself_names_files_that_are_there():
    named = re.findall(r"(?:docs/)?[\w./-]+\.(?:md|txt)", PRODUCT.read_text("utf-8"))

    assert len(named) >= 6
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_nothing_is_left_out_of_what_the_product_answers_about_itself():
    _, answer_set, _ = score_file(PRODUCT)

    assert progress(answer_set).is_done
