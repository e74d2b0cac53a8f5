"""What our reader takes is an advisory by the official schema, and what it refuses is none."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest

from riskapp.incidents.errors import AdvisoryRefused
from riskapp.incidents.files import AdvisoryProduct, read_advisory
from tests.e2e.test_incidents import ADVISORY
from tests.riskapp.incidents.test_files import GOOD

SCHEMAS = Path(__file__).parents[2] / "data" / "csaf"
NO_FAULT_OF_SHAPE = "names no affected product"


def official(version):
    text = (SCHEMAS / f"csaf-{version}.schema.json").read_text("utf-8")
    return jsonschema.Draft202012Validator(
        json.loads(text), format_checker=jsonschema.FormatChecker()
    )


def of_2_1(data):
    """The same advisory as 2.1 writes it."""
    made = copy.deepcopy(data)
    made["$schema"] = "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json"
    made["document"]["csaf_version"] = "2.1"
    made["document"]["distribution"] = {"tlp": {"label": "CLEAR"}}
    return made


def read(data):
    return read_advisory(json.dumps(data).encode(), "advisory.json")


EXAMPLES = {"2.0": [GOOD, ADVISORY], "2.1": [of_2_1(GOOD), of_2_1(ADVISORY)]}


@pytest.mark.parametrize("version", EXAMPLES)
def test_every_advisory_of_ours_is_one_by_the_official_schema(version):
    for data in EXAMPLES[version]:
        assert [fault.message for fault in official(version).iter_errors(data)] == []
        assert read(data).products


def test_both_versions_name_the_same_products():
    assert read(of_2_1(GOOD)).products == read(GOOD).products


def test_what_2_1_says_of_products_is_read():
    data = of_2_1(GOOD)
    tree = data["product_tree"]
    tree["branches"][0]["branches"][1]["category"] = "platform"
    tree["product_paths"] = [
        {
            "beginning_product_reference": "P3",
            "full_product_name": {"name": "Bugbot on Cursor", "product_id": "P9"},
            "subpaths": [{"category": "installed_on", "next_product_reference": "P1"}],
        }
    ]
    data["vulnerabilities"] = [{"product_status": {"unknown": ["P9"]}}]

    assert [fault.message for fault in official("2.1").iter_errors(data)] == []
    assert read(data).products == (AdvisoryProduct("Anysphere", "Bugbot"),)


def spoiled(data):
    """The advisory without each part of it, and with each part of another kind."""
    for path in places(data):
        for value in (None, 7, []):
            made = copy.deepcopy(data)
            at = made
            for step in path[:-1]:
                at = at[step]
            if value is None:
                del at[path[-1]]
            else:
                at[path[-1]] = value
            yield path, made


def places(data, path=()):
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()  # fmt: skip
    for key, part in parts:
        yield (*path, key)
        yield from places(part, (*path, key))


@pytest.mark.parametrize("version", EXAMPLES)
def test_what_is_refused_for_its_shape_is_none_by_the_official_schema(version):
    schema = official(version)
    refused = 0
    for path, data in spoiled(EXAMPLES[version][0]):
        try:
            read(data)
        except AdvisoryRefused as error:
            if NO_FAULT_OF_SHAPE not in str(error):
                refused += 1
                assert not schema.is_valid(data), path

    assert refused > 40
