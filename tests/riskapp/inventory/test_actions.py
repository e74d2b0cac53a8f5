import datetime

from questionnaires.actions.responses import submit_response
from questionnaires.models import Response
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.inventory.actions import keep_tools
from riskapp.inventory.models import Tool
from tests.conftest import World


def again(world: World, assessment):
    """A second assessment of the same work, submitted later."""
    later = start_assessment(
        engagement=assessment.engagement,
        version=world.version,
        due_on=datetime.date(2100, 1, 1),
        by=world.analyst,
    )
    submit_response(later.response, name="Vera", role="CTO")
    return Response.objects.get(pk=later.response_id)


def test_scoring_lists_the_tools_of_a_response(world):
    assessment = world.assessment("production-agents", scored=True)

    tools = Tool.objects.filter(engagement=assessment.engagement)
    assert tools.count() == 8
    assert {tool.organisation for tool in tools} == {world.organisation}


def test_listing_twice_is_the_same_as_once(world):
    assessment = world.assessment("production-agents", scored=True)

    assert keep_tools(assessment.engagement, assessment.response) == 8
    assert Tool.objects.count() == 8


def test_only_the_newest_submitted_response_counts(world):
    assessment = world.assessment("production-agents", scored=True)
    later = again(world, assessment)

    keep_tools(assessment.engagement, later)
    keep_tools(assessment.engagement, assessment.response)

    assert {tool.response_id for tool in Tool.objects.all()} == {later.pk}


def test_an_open_response_lists_nothing(world):
    assessment = world.assessment("production-agents")

    assert keep_tools(assessment.engagement, assessment.response) == 0
