"""Themes: few lines for many findings, none lost, none told twice."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from riskapp.scoring.catalogue import core_catalogue
from riskapp.scoring.controls import controls_of
from riskapp.scoring.evaluation import evaluate
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file
from riskapp.scoring.model import Floor
from riskapp.scoring.themes import (
    ThemeMap,
    findings_in,
    floors_in,
    grouped,
    severity_of,
    themes_in,
    themes_of,
    title_of,
)
from riskapp.shipped.core import core_document, core_document_in
from tests.factories.answer_sets import answer_set_with

EXAMPLES = sorted(Path("docs/examples").glob("*.yaml"))
LEAKY = {"T-03": "business", "T-18": ["secrets"], "T-24": "yes", "T-25": "none"}


def evaluated(answers=None, tools=None):
    return evaluate(answer_set_with(answers, tools=tools), core_catalogue())


def themes(answers=None, tools=None):
    found = themes_of(evaluated(answers, tools), core_document())
    return {theme.id: theme for theme in found}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_file_of_answers_becomes_few_lines_and_loses_no_finding(example):
    _, answer_set, result = score_file(example)

    found = themes_of(result, answer_set.document)

    assert len(found) <= 18
    assert sorted(f for theme in found for f in theme.findings) == sorted(
        result.findings
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_stored_evaluation_gives_the_same_themes(example):
    _, answer_set, result = score_file(example)

    stored = themes_in(to_data(result), answer_set.document)

    assert stored == themes_of(result, answer_set.document)


def test_a_stored_evaluation_is_read_back():
    result = evaluated({"GOV-06": "yes"}, {"Agent": LEAKY})
    data = to_data(result)

    assert findings_in(data) == result.findings
    assert floors_in(data) == result.floors


def test_a_rule_that_stands_heads_the_theme_of_its_control():
    found = themes(
        tools={"Agent": LEAKY, "Other": {"T-03": "business", "T-24": "no_setting"}}
    )

    theme = found["training"]
    assert (theme.rule, theme.severity) == ("CR-01", "critical")
    assert theme.title == "Training on the customer's code or data without agreement"
    assert theme.control == "Use of content for training models"
    assert theme.tools == ("Agent", "Other")
    assert [(f.question, f.tool) for f in theme.firing] == [("T-24", "Agent")]


def test_without_a_rule_the_control_speaks():
    found = themes({"GOV-02": "none"})

    assert found["rules"].rule == ""
    assert found["rules"].title == "Rules, owners and training for AI tools"
    assert found["rules"].why == ""


def test_a_theme_is_called_by_its_rule_its_control_or_what_is_left():
    control = controls_of(core_document())[0]

    assert title_of(control.id, control, "The rule") == "The rule"
    assert title_of(control.id, control) == control.title
    assert title_of("CR-99", None) == "CR-99"
    assert title_of("", None) == "Added by hand, or a condition"


def test_what_only_brings_a_tool_into_the_scope_of_a_rule_stays_with_its_control():
    found = themes(tools={"Agent": {"T-18": ["repo"], "T-24": "yes"}})

    assert "T-18" not in {f.question for f in found["training"].findings}
    assert "T-18" in {f.question for f in found["content"].findings}


def test_what_makes_a_rule_stand_is_shown_under_that_rule():
    answers = {
        "T-08": ["secrets"],
        "T-10": ["prod"],
        "T-11": "shared",
        "T-13": "none",
    }

    found = themes(tools={"Agent": answers})

    assert found["credentials"].rule == "CR-03"
    assert "T-10" in {f.question for f in found["credentials"].findings}


def test_a_rule_that_no_finding_stands_behind_has_a_theme_all_the_same():
    agent = {"T-05": "unattended", "T-08": ["deploy_prod"]}

    theme = themes({"ACC-06": "no", "SDL-03": ["none"]}, {"Agent": agent})["production"]

    assert theme.rule == "CR-06"
    assert [floor.tool for floor in theme.bare] == ["Agent"]
    assert theme.tools == ("Agent",)


def test_the_heaviest_comes_first():
    found = themes_of(evaluated({"GOV-06": "yes"}, {"Agent": LEAKY}), core_document())

    floors = [max((f.value for f in theme.floors), default=0) for theme in found]
    assert floors == sorted(floors, reverse=True)
    assert floors[0] == 60


def test_themes_speak_the_language_of_the_reader():
    result = evaluated({"GOV-02": "none"}, {"Agent": LEAKY})

    found = {
        theme.id: theme.title
        for theme in themes_of(result, core_document_in("de"), "de")
    }

    assert found["rules"] == "Regeln, Zuständigkeit und Schulung zu KI-Werkzeugen"
    assert found["training"].startswith("Training mit")


def test_of_some_findings_only_their_themes_are_left():
    result = evaluated({"GOV-06": "yes"}, {"Agent": LEAKY})
    some = [f for f in result.findings if f.question == "GOV-02"]

    left = grouped(some, result.floors, core_document(), evaluated=result.findings)

    assert [theme.id for theme in left] == ["rules"]


def test_a_theme_without_a_finding_or_a_rule_that_stands_is_low():
    control = controls_of(core_document())[0]

    theme = ThemeMap(core_document()).theme(control.id, (), (), severity_of)

    assert (theme.severity, theme.title, theme.floors) == ("low", control.title, ())
    assert (theme.control, theme.bare, theme.why, theme.way_out) == (control.title, (), "", "")  # fmt: skip


@pytest.mark.parametrize(
    ("risk", "severity"),
    [(None, "low"), (0, "low"), (1, "low"), (2, "moderate"), (3, "high"), (4, "high")],
)
def test_an_answer_is_as_severe_as_its_risk(risk, severity):
    assert severity_of(SimpleNamespace(risk=risk)) == severity


def test_a_theme_is_as_severe_as_its_worst_finding_or_its_heaviest_floor():
    rated = [SimpleNamespace(risk=risk, question="", entry="", rules=()) for risk in (1, 4, 2)]  # fmt: skip
    floors = [Floor("CR-99", "A rule", 20, "moderate"), Floor("CR-99", "A rule", 40, "high")]  # fmt: skip
    plain, ruled = ThemeMap(core_document()), ThemeMap(core_document(), floors)

    assert plain.theme("x", tuple(rated), (), severity_of).severity == "high"
    assert plain.theme("x", tuple(rated[:1]), (), severity_of).severity == "low"
    found = ruled.theme("CR-99", tuple(rated), floors[:1], severity_of)
    assert (found.severity, found.title, found.bare) == ("high", "A rule", tuple(floors[:1]))  # fmt: skip
    assert (found.id, found.control, found.floors) == ("CR-99", "", tuple(floors))
