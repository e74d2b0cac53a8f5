"""What is told of mutants that do the same as the original still speaks of code there is."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
GROUPS = yaml.safe_load(
    (ROOT / "tests/data/equivalent_mutants.yaml").read_text("utf-8")
)


def plain(text):
    return re.sub(r"\s", "", text)


def test_every_group_says_why_and_what():
    assert GROUPS
    for group in GROUPS:
        assert group["why"].endswith(".")
        assert set(group) in ({"why", "like"}, {"why", "mutants"})


def test_what_is_named_still_stands_in_its_module():
    named = [one for group in GROUPS for one in group.get("mutants", ())]

    gone = [
        one["before"]
        for one in named
        if plain(one["before"]) not in plain((ROOT / one["module"]).read_text("utf-8"))
    ]

    assert gone == []
    assert all(one["before"] != one["after"] for one in named)


def test_a_shape_is_an_expression_that_changes_something():
    shapes = [one for group in GROUPS for one in group.get("like", ())]

    for one in shapes:
        assert re.compile(one["before"]).pattern != re.compile(one["after"]).pattern
