import datetime

from django.core.management import call_command

from questionnaires.actions.responses import submit_response
from questionnaires.models import Response
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.inventory.actions import ToolListing, keep_tools
from riskapp.inventory.models import Tool
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions.reviewing import ask_for_score, give_verdict
from riskapp.review.choices import VerdictKind
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

    assert keep_tools([ToolListing(assessment.engagement, assessment.response)]) == 8
    assert Tool.objects.count() == 8


def test_only_the_newest_submitted_response_counts(world):
    assessment = world.assessment("production-agents", scored=True)
    later = again(world, assessment)

    keep_tools([ToolListing(assessment.engagement, later)])
    keep_tools([ToolListing(assessment.engagement, assessment.response)])

    assert {tool.response_id for tool in Tool.objects.all()} == {later.pk}


def test_an_open_response_lists_nothing(world):
    assessment = world.assessment("production-agents")

    assert keep_tools([ToolListing(assessment.engagement, assessment.response)]) == 0


def corrected(world, column="T-14", raw="never"):
    """A scored assessment with one tool's answer corrected and scored again."""
    assessment = world.assessment("production-agents", scored=True)
    tool = Tool.objects.exclude(changed_on=None).order_by("position").first()
    give_verdict(
        assessment,
        (column, str(tool.entry_id)),
        kind=VerdictKind.CORRECTED,
        raw=raw,
        reason="The log shows no change.",
        by=world.analyst,
    )
    ask_for_score(assessment, by=world.analyst)
    score_assessment(assessment)
    return tool, Tool.objects.get(entry=tool.entry_id)


def test_a_correction_counts_in_the_register_beside_what_was_said(world):
    before, after = corrected(world)

    assert before.changed_on is not None
    assert (after.changed_on, after.changed_as) == (None, "never")
    assert after.corrections == {
        "changed": {
            "kind": "corrected",
            "said": before.display_texts["changed"],
            "counts": after.display_texts["changed"],
            "reason": "The log shows no change.",
            "before": before.values["changed"],
            "after": "never",
        }
    }
    others = Tool.objects.exclude(pk=after.pk)
    assert {str(tool.corrections) for tool in others} == {"{}"}


def test_the_register_made_anew_keeps_corrections(world):
    _before, after = corrected(world)

    call_command("rebuild_tools")

    again = Tool.objects.get(entry=after.entry_id)
    assert again.corrections == after.corrections
    assert again.changed_as == "never"
