"""The clicks that docs/timed-walk.md says of one tool are those of the plans of today."""

import re
from pathlib import Path

import pytest

from tests.riskapp.tools.clicks import (
    first,
    keys,
    offered,
    proposed,
    said,
    second,
    share_of_few,
)

# Seconds, as the walk counts them.
CLICK, KEY = 1.3, 0.28
DOC = Path(__file__).parents[3] / "docs" / "timed-walk.md"
FORMS = pytest.mark.parametrize(("form", "is_short"), [(0, False), (1, True)])


def row(name):
    """The cells of a row of the table of clicks: whole form, short form, ten or fewer."""
    (found,) = re.findall(rf"^\| {name} \| (.*) \|$", DOC.read_text(), re.MULTILINE)
    return found.split(" | ")


@FORMS
def test_a_first_tool_takes_the_clicks_that_are_said(form, is_short):
    clicks = [first(plan, is_short=is_short) for plan in offered()]

    assert row("first tool")[form] == said(clicks)
    few = row("first tool")[2]
    assert re.findall(r"(\d+) %", few)[form] == str(share_of_few(clicks))


@pytest.mark.parametrize(
    ("name", "plans"),
    [
        ("GitHub Copilot Business", ["github-copilot-business-plan"]),
        ("GitHub Copilot Enterprise", ["github-copilot-enterprise"]),
        (
            "Claude Code \\(Team, Enterprise, with a key\\)",
            ["claude-code-team", "claude-code-enterprise", "claude-code-api"],
        ),
        ("GitHub Copilot of one person", ["github-copilot-individual"]),
        ("Anthropic API", ["anthropic-api"]),
        ("OpenAI API", ["openai-api"]),
        ("Codex \\(Business, Enterprise\\)", ["codex-business", "codex-enterprise"]),
        ("Cursor with Privacy Mode", ["cursor-privacy-mode"]),
    ],
)
def test_the_plans_that_are_used_most_take_the_clicks_that_are_said(name, plans):
    for plan in offered():
        if plan.id in plans:
            count, clicks = proposed(plan, is_short=True), first(plan, is_short=True)
            with_keys = "{} and {}".format(*keys(plan, is_short=True))
            said_here = [str(count), str(clicks - 3), str(clicks), with_keys]
            assert row(name) == said_here, plan.id


def test_a_first_tool_takes_the_keys_that_are_said():
    counted = [keys(plan, is_short=True) for plan in offered()]

    clicks, pressed = zip(*counted, strict=True)
    assert row("clicks") == [said(clicks)]
    assert row("keys") == [said(pressed)]
    seconds = [CLICK * of_mouse + KEY * more for of_mouse, more in counted]
    alone = [CLICK * first(plan, is_short=True) for plan in offered()]
    told = "{} seconds at best, {} at the median and {} at worst ({}, {} and {} with"
    numbers = [
        *said(map(round, seconds)).split(", "),
        *said(map(round, alone)).split(", "),
    ]
    assert told.format(*numbers) in DOC.read_text()


@FORMS
def test_as_many_answers_are_proposed_as_are_said(form, is_short):
    counts = [proposed(plan, is_short=is_short) for plan in offered()]

    assert row("proposed for a first tool \\(least, median, most\\)")[form] == said(
        counts
    )


@pytest.mark.slow
@FORMS
def test_a_second_tool_takes_the_clicks_that_are_said(form, is_short):
    pairs = list(second(is_short=is_short))
    alike = [clicks for is_alike, clicks in pairs if is_alike]
    other = [clicks for is_alike, clicks in pairs if not is_alike]

    assert row("second, same provider")[form] == said(alike)
    assert row("second, another provider")[form] == said(other)
    assert f"{share_of_few(alike)} %" in row("second, same provider")[2]
    few = row("second, another provider")[2]
    assert re.findall(r"(\d+) %", few)[form] == str(share_of_few(other))
    assert f"their {len(pairs):,} ordered pairs ({len(alike)} of one provider)" in (
        DOC.read_text()
    )
