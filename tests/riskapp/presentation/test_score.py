from dataclasses import replace
from decimal import Decimal

from django.utils import translation

from riskapp.presentation.score import (
    FIVE,
    FiredRule,
    Firing,
    ScoreFigure,
    present,
    rules_of,
    tools_of,
)


def test_every_number_is_the_one_that_was_stored(told):
    _, data = told

    shown = present(data)

    assert [figure.name for figure in shown.five] == list(FIVE)
    assert all(f.value == data[name]["value"] for name, f in shown.numbers.items())
    assert shown.rating == data["residual"]["rating"]


def test_a_rating_raised_by_a_rule_names_the_rule_and_both_numbers(told_of):
    _, data = told_of("production-agents")

    shown = present(data)

    assert shown.is_raised
    assert shown.holder is shown.rules[0]
    assert shown.reason.startswith(shown.holder.title)
    assert "or more; the model gives " + data["residual_model"]["value"] in shown.reason
    assert shown.suggested == "Stop the tool or the access concerned now."


def test_a_rating_that_only_missing_answers_raise_says_so(told_of):
    _, data = told_of("half-answered")

    assert present(data).reason.startswith("This cannot be ruled out, because answers")


def test_a_rating_no_rule_raises_says_what_remains(told_of):
    _, data = told_of("careful")

    shown = present(data, lambda value: f"<{value}>")

    assert shown.holder is None
    assert shown.reason == (
        f"Of an inherent risk of <{data['inherent']['value']}>, "
        f"<{data['residual']['value']}> remains: control strength is strong, "
        f"<{data['control']['value']}> %, and no rule raises the rating."
    )


def test_words_are_in_the_language_of_the_reader(told_of):
    _, data = told_of("careful")

    with translation.override("de"):
        shown = present(data)

    assert shown.rating_words == "Gering"
    assert shown.numbers["inherent"].label == "Inhärentes Risiko"


def test_a_rule_is_listed_once_with_every_time_it_holds(told):
    _, data = told

    rules = rules_of(data)

    values = [rule.value for rule in rules]
    assert values == sorted(values, reverse=True)
    assert len({rule.by for rule in rules}) == len(rules)
    assert sum(len(rule.firings) for rule in rules) == len(data["floors"])


def test_a_rule_that_fired_at_its_heaviest_is_certain_whatever_else_is_missing(told_of):
    _, data = told_of("half-answered")
    [floor, *_] = [f for f in data["floors"] if f["missing"]]
    certain = floor | {"missing": [], "tool": "Another", "entry": "2"}

    [doubted] = rules_of(data | {"floors": [floor]})
    [rule] = rules_of(data | {"floors": [floor, certain]})

    assert not doubted.is_certain
    assert rule.is_certain
    assert [one.tool for one in rule.missing] == [floor["tool"]]


def test_tools_come_worst_first_by_the_exact_number(told_of):
    _, data = told_of("typical")
    [tool, *_] = data["tools"]
    values = ("9.9", "100.0", "27.3", "27.3")

    found = tools_of(
        {
            "tools": [
                tool | {"residual": v, "entry": str(n)} for n, v in enumerate(values)
            ]
        }
    )

    assert [row["entry"] for row in found] == ["1", "2", "3", "0"]
    assert all(Decimal(row["residual"]) for row in found)


def a_floor(by, value, rating, tool="", missing=(), **more):
    return {
        "by": by,
        "title": f"Title of {by}",
        "why": f"Why {by}",
        "way_out": f"Way out of {by}",
        "value": value,
        "rating": rating,
        "is_rule": True,
        "criteria": ["GDPR-28"],
        "tool": tool,
        "entry": f"id of {tool}" if tool else "",
        "because": ["Q-1"],
        "missing": list(missing),
        **more,
    }


def stored(residual="27.3", rating="moderate", model="27.3", **parts):
    return {
        "inherent": {"value": "70.0", "band": "high"},
        "control": {"value": "50.0", "band": "weak"},
        "residual_model": {"value": model, "rating": "moderate"},
        "residual": {"value": residual, "rating": rating},
        "evidence": {"value": "10.0", "band": "low"},
        "completeness": {"value": "90.0", "band": "high"},
        "provisional": False,
        "tools": [],
        "floors": [],
        **parts,
    }


def test_every_number_has_its_label_its_unit_its_band_and_its_meaning():
    numbers = present(stored()).numbers

    assert list(numbers.values()) == [
        ScoreFigure(
            "inherent",
            "Inherent risk",
            "70.0",
            "",
            "high",
            "high",
            "what could go wrong before any control",
        ),
        ScoreFigure(
            "control",
            "Control strength",
            "50.0",
            "%",
            "weak",
            "weak",
            "how good the answers are",
        ),
        ScoreFigure(
            "residual_model",
            "After controls (model)",
            "27.3",
            "",
            "moderate",
            "moderate",
            "",
        ),
        ScoreFigure(
            "residual",
            "Residual risk",
            "27.3",
            "",
            "moderate",
            "moderate",
            "what remains; the rating",
        ),
        ScoreFigure(
            "evidence",
            "Evidence",
            "10.0",
            "%",
            "low",
            "low",
            "how much is evidenced, not only declared",
        ),
        ScoreFigure(
            "completeness",
            "Completeness",
            "90.0",
            "%",
            "high",
            "sufficient",
            "how much was answered",
        ),
    ]


def test_a_score_that_too_little_was_answered_for_is_provisional():
    shown = present(stored(provisional=True))

    assert shown.is_provisional
    assert shown.numbers["completeness"].words == "provisional"
    assert not present(stored()).is_provisional


def test_a_number_without_a_band_has_no_words():
    shown = present(stored(inherent={"value": "1.0"}))

    assert (shown.numbers["inherent"].band, shown.numbers["inherent"].words) == ("", "")


def test_a_rating_is_told_with_its_risk_and_what_it_suggests():
    shown = present(stored(rating="high"))

    assert (shown.rating, shown.rating_words) == ("high", "High")
    assert shown.risk_words == "High risk"
    assert shown.suggested == (
        "Limit access until the actions are done; review in 3 months."
    )


def test_a_rule_is_told_in_full():
    light = a_floor("R", 20, "moderate", "A")
    heavy = a_floor("R", 60, "critical", "B", ["Q-2"], lifted_by=["Q-2"])

    [rule] = rules_of({"floors": [light, heavy, light]})

    assert rule == FiredRule(
        by="R",
        title="Title of R",
        why="Why R",
        way_out="Way out of R",
        value=60,
        rating="critical",
        rating_words="Critical risk",
        is_rule=True,
        criteria=["GDPR-28"],
        firings=[
            Firing(
                tool="B",
                entry="id of B",
                rating="critical",
                value=60,
                because=["Q-1"],
                missing="Cannot be ruled out while Q-2 has no known answer.",
                lacking=["Q-2"],
            ),
            Firing("A", "id of A", "moderate", 20, ["Q-1"], "", []),
            Firing("A", "id of A", "moderate", 20, ["Q-1"], "", []),
        ],
    )
    assert rule.tools == ["B", "A"]
    assert rule.missing == [rule.firings[0]]
    assert not rule.is_certain


def test_rules_stand_heaviest_first_and_else_in_their_order():
    floors = [
        a_floor("A", 20, "moderate"),
        a_floor("B", 60, "critical"),
        a_floor("C", 60, "critical"),
    ]

    assert [rule.by for rule in rules_of({"floors": floors})] == ["B", "C", "A"]


def raised(*floors):
    found = present(
        stored("60.0", "critical", "27.3", floors=list(floors)),
        lambda value: f"<{value}>",
    )
    assert found.is_raised
    assert found.holder == found.rules[0]
    return found.reason


def test_why_a_rule_raises_a_rating_is_told_with_two_of_its_tools():
    assert raised(*(a_floor("R", 60, "critical", tool) for tool in "ABC")) == (
        "Title of R (A, B). That alone puts the residual risk at <60> or more; the model "
        "gives <27.3>."
    )
    assert raised(a_floor("R", 60, "critical")) == (
        "Title of R. That alone puts the residual risk at <60> or more; the model gives "
        "<27.3>."
    )


def test_why_a_rule_that_cannot_be_ruled_out_raises_a_rating_is_told():
    lacking = a_floor("R", 60, "critical", "A", ["Q-2"])
    lighter = a_floor("R", 40, "high", "B")

    assert raised(lacking, lighter) == (
        "This cannot be ruled out, because answers are missing: Title of R (A, B). That "
        "alone puts the residual risk at <60> or more; the model gives <27.3>."
    )
    assert raised(lacking, a_floor("R", 60, "critical", "B")).startswith("Title of R")


def test_a_rule_below_the_number_of_the_model_raises_nothing():
    shown = present(stored(floors=[a_floor("R", 20, "moderate")]))

    assert not shown.is_raised
    assert shown.holder is None
    assert [rule.by for rule in shown.rules] == ["R"]
    assert "no rule raises the rating" in shown.reason


def test_tools_have_their_rating_in_words():
    [row] = tools_of(
        {"tools": [{"residual": "1.0", "rating": "low", "name": "A", "entry": "1"}]}
    )

    assert row == {
        "residual": "1.0",
        "rating": "low",
        "name": "A",
        "entry": "1",
        "rating_words": "Low",
    }


def test_a_tool_for_which_a_rule_fired_is_not_also_shown_as_doubtful():
    fired = Firing("Agent", "one", "critical", 60, ("T-11",), "", ())
    doubtful = replace(fired, missing="T-12 is not known")
    other = replace(doubtful, tool="Other")
    rule = FiredRule(
        "CR-01", "", "", "", 60, "critical", "", True, (), (fired, doubtful, other)
    )

    assert rule.shown_firings == [fired, other]
    assert rule.missing == [doubtful, other]
