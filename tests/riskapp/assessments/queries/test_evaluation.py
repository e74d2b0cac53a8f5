import pytest

from riskapp.accounts.choices import Role
from riskapp.assessments.queries.answers import answer_set_for
from riskapp.assessments.queries.evaluation import laws, presented, tools, with_answers
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    example,
    member,
    scored,
)

pytestmark = pytest.mark.django_db


def evaluated(name):
    """An example, scored for the very work it was written for."""
    organisation = OrganisationFactory()
    engagement = EngagementFactory(
        vendor__organisation=organisation, profile=dict(example(name).filled.profile)
    )
    analyst = member(organisation, Role.ANALYST)
    assessment = scored(organisation, analyst, name, engagement=engagement)
    return assessment.score, answer_set_for(assessment)


def test_rules_have_the_answers_behind_them_only_for_those_who_may_read_them():
    score, answer_set = evaluated("production-agents")
    rules = presented(score.result).rules

    for readable in (answer_set, None):
        found = with_answers(rules, readable)
        firings = [one for rule in found if rule.is_rule for one in rule.firings]
        assert firings
        assert all(bool(one.answers) is (readable is not None) for one in firings)


def test_provisions_have_the_answers_behind_them_only_for_those_who_may_read_them():
    score, answer_set = evaluated("typical")

    rows = [row for block in laws(score, answer_set) for row in block.rows]

    assert any(row.answers for row in rows)
    assert not any(row.answers for block in laws(score, None) for row in block.rows)


def test_tools_come_worst_first_with_their_answers():
    score, answer_set = evaluated("production-agents")

    found = tools(score, answer_set)

    residuals = [float(tool["residual"]) for tool in found]
    assert residuals == sorted(residuals, reverse=True)
    assert all(tool["rows"] for tool in found)
    assert not any(tool["rows"] for tool in tools(score, None))
