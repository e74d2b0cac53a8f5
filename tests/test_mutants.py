"""What is told of mutants that do the same as the original still speaks of code there is."""

import re
import tomllib
from pathlib import Path

from questionnaires.document.source import read_file

ROOT = Path(__file__).resolve().parents[1]
GROUPS = read_file(ROOT / "tests/data/equivalent_mutants.yaml").data


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


def test_what_is_mutated_is_what_is_covered_and_plain():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    mutated = project["mutmut"]["source_paths"]
    pure = re.search(
        r"^PURE := (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE
    )
    plain = {
        module.replace(".", "/")
        for contract in project["importlinter"]["contracts"]
        if "plain" in contract["name"]
        for module in contract["source_modules"]
    }

    assert pure is not None
    assert pure[1].split() == mutated
    assert set(mutated) == plain - {
        "riskapp/shipped"
    }  # which only reads what it carries
