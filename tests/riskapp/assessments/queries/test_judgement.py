import pytest

from riskapp.accounts.choices import Role
from riskapp.assessments.queries.answers import answer_set_for
from riskapp.assessments.queries.judgement import (
    evidence_parts,
    fired_rules,
    inherent_parts,
    laws,
    tools,
    verdict,
)
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    example,
    member,
    scored,
)

pytestmark = pytest.mark.django_db


def judged(name):
    """An example, scored for the very work it was written for."""
    organisation = OrganisationFactory()
    engagement = EngagementFactory(
        vendor__organisation=organisation, profile=dict(example(name).filled.profile)
    )
    analyst = member(organisation, Role.ANALYST)
    assessment = scored(organisation, analyst, name, engagement=engagement)
    return assessment.score, answer_set_for(assessment)


def test_a_rating_raised_by_a_rule_names_the_rule_and_both_numbers():
    score, _ = judged("production-agents")

    words = verdict(score)

    assert words["lifted"]
    assert words["by"]["title"] in words["reason"]
    assert str(score.residual_model) in words["reason"]
    assert words["decision"] == "Stop the tool or the access concerned now."


def test_a_rating_no_rule_raises_says_what_remains():
    score, _ = judged("careful")

    words = verdict(score)

    assert not words["lifted"]
    assert words["reason"] == (
        f"Of an inherent risk of {score.inherent}, {score.residual} remains: control "
        f"strength is strong, {score.control} %, and no rule raises the rating."
    )
    assert words["decision"] == "Continue; review in 12 months."


def test_a_rule_is_listed_once_with_every_tool_that_fired_it():
    score, answer_set = judged("production-agents")

    rules = fired_rules(score, answer_set)

    values = [rule["value"] for rule in rules]
    assert values == sorted(values, reverse=True)
    assert len({rule["by"] for rule in rules}) == len(rules)
    assert sum(len(rule["firings"]) for rule in rules) == len(score.result["floors"])
    assert all(
        firing["answers"]
        for rule in rules
        if rule["is_rule"]
        for firing in rule["firings"]
    )


def test_rules_without_an_answer_set_show_no_answers():
    score, _ = judged("production-agents")

    assert not any(
        firing["answers"]
        for rule in fired_rules(score, None)
        for firing in rule["firings"]
    )


def test_the_parts_of_the_inherent_risk_give_its_impact_and_exposure():
    score, answer_set = judged("production-agents")

    parts = inherent_parts(score, answer_set)

    inherent = score.result["inherent"]
    exposure = [
        row["raised"]["level"] if row["raised"] else row["level"]
        for row in parts["exposure"]
    ]
    assert max(row["level"] for row in parts["impact"]) == inherent["impact"]
    assert exposure == [inherent["x1"], inherent["x2"], inherent["x3"]]


def test_the_parts_of_the_evidence_are_the_weight_that_was_counted():
    score, answer_set = judged("half-answered")

    parts = {
        part["level"]: part["weight"] for part in evidence_parts(score, answer_set)
    }

    counted = sum(section["counted_weight"] for section in score.result["sections"])
    assert sum(parts.values()) == counted
    assert parts["open"] > 0
    shown = (parts["documented"] / 2 + parts["verified"]) / counted * 100
    assert float(score.evidence) == pytest.approx(shown, abs=0.06)


def test_every_law_stands_alone_with_its_counts():
    score, answer_set = judged("typical")

    found = laws(score, answer_set)

    duties = {block["law"].id: block["is_duty"] for block in found}
    assert list(duties) == ["GDPR", "NIS2", "NIS2IR", "CRA", "AIACT"]
    assert duties == {
        "GDPR": True,
        "NIS2": True,
        "NIS2IR": False,
        "CRA": False,
        "AIACT": True,
    }
    for block in found:
        assert sum(count for _, count in block["counts"]) == len(block["rows"])
        assert block["total"] == len(block["rows"])


def test_tools_come_worst_first_with_their_answers():
    score, answer_set = judged("production-agents")

    found = tools(score, answer_set)

    residuals = [float(tool["residual"]) for tool in found]
    assert residuals == sorted(residuals, reverse=True)
    assert all(tool["rows"] for tool in found)
    assert not any(tool["rows"] for tool in tools(score, None))
