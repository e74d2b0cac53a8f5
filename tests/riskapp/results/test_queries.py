"""Scores of the same work, beside each other."""

import pytest
from django.utils import translation

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Score
from riskapp.results.queries import compared
from tests.factories.riskapp import (
    EngagementFactory,
    OrganisationFactory,
    example,
    member,
    scored,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycles():
    """The scores of one piece of work in two cycles."""
    organisation = OrganisationFactory()
    analyst = member(organisation, Role.ANALYST)
    engagement = EngagementFactory(
        vendor__organisation=organisation,
        profile=dict(example("careful").filled.profile),
    )
    return [
        scored(organisation, analyst, name, engagement=engagement).score
        for name in ("careful", "production-agents")
    ]


def test_what_moved_is_worked_out_once_whoever_reads_it_in_whatever_language(cycles):
    before, after = cycles

    first = compared(before, after)
    with translation.override("de"):
        again = compared(*(Score.objects.get(pk=score.pk) for score in cycles))

    assert first.movement.steps
    assert again.movement is first.movement
    assert again.after.data["sections"] != first.after.data["sections"]
    assert compared(after, before).movement is not first.movement


def test_the_tools_of_one_response_are_the_same(cycles):
    _before, score = cycles

    pair = compared(score, score)

    tools = [tool["entry"] for tool in score.result["tools"]]
    assert dict(pair.same) == dict(zip(tools, tools, strict=True))
    assert pair.movement.steps == []
