"""The official schema is in no package that a test may need; what it demands is held here:
required keys, identifiers, tokens, moments, and that every reference leads somewhere."""

import json
import re
import uuid

from riskapp.reports.choices import Format
from riskapp.reports.files import file_of

TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
REQUIRED = {
    "metadata": {"title", "last-modified", "version", "oscal-version"},
    "results": {"uuid", "title", "description", "start", "reviewed-controls"},
    "observations": {"uuid", "description", "methods", "collected"},
    "risks": {"uuid", "title", "description", "statement", "status"},
    "findings": {"uuid", "title", "description", "target"},
    "remediations": {"uuid", "lifecycle", "title", "description"},
    "poam-items": {"title", "description"},
    "parties": {"uuid", "type"},
    "props": {"name", "value"},
}


def walk(value, key=""):
    if isinstance(value, dict):
        yield key, value
        for name, part in value.items():
            yield from walk(part, name)
    elif isinstance(value, list):
        assert value, f"{key} is empty, which the schema refuses"
        for part in value:
            yield from walk(part, key)


def held(data):
    ids, references = set(), set()
    for key, part in walk(data):
        assert set(part) >= REQUIRED.get(key, set()), key
        if "uuid" in part:
            assert part["uuid"] not in ids
            ids.add(str(uuid.UUID(part["uuid"])))
        references |= {v for k, v in part.items() if k.endswith("-uuid")}
        for name in ("last-modified", "start", "end", "collected", "deadline"):
            assert MOMENT.fullmatch(part.get(name, "2026-01-01T00:00:00Z"))
        for name in ("control-id", "target-id", "name", "lifecycle"):
            if name in part and key != "parties":
                assert TOKEN.fullmatch(part[name]), part[name]
        assert all(v != "" for v in part.values())
    assert references <= ids


def test_assessment_results_have_the_shape_of_the_standard(shown):
    data = json.loads(file_of(Format.OSCAL_RESULTS, *shown))

    results = data["assessment-results"]
    assert set(results) >= {"uuid", "metadata", "import-ap", "results"}
    held(data)


def test_the_plan_of_action_has_an_item_for_each_finding(shown):
    context, _answer_set = shown
    data = json.loads(file_of(Format.OSCAL_PLAN, *shown))

    plan = data["plan-of-action-and-milestones"]
    assert len(plan["poam-items"]) == max(1, len(context["findings"]))
    held(data)
