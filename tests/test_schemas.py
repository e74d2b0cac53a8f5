"""What the product writes for other programs has the shape that docs/schemas promise."""

import json
from pathlib import Path

import jsonschema
import pytest

SCHEMAS = sorted(Path("docs").rglob("*.schema.json"))
EXPECTED = sorted(Path("docs/examples").glob("*.expected.json"))


def checked(name, data):
    """Every fault of the data by the schema of a name."""
    [path] = [path for path in SCHEMAS if path.name == f"{name}.schema.json"]
    validator = jsonschema.Draft202012Validator(
        json.loads(path.read_text()),
        format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
    )
    return [
        f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(data)
    ]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_is_one(path):
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text()))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.name)
def test_a_score_has_its_shape(path):
    assert checked("riskapp-score", json.loads(path.read_text())) == []


def test_a_strange_key_is_seen():
    data = json.loads(EXPECTED[0].read_text()) | {"grade": "A"}

    assert checked("riskapp-score", data)
