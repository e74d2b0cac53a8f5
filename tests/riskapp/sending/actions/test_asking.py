import datetime

import pytest

from questionnaires.errors import NothingAsked
from questionnaires.models import Clarification
from riskapp.assessments.errors import VendorIsAnswering
from riskapp.assessments.models import Assessment
from riskapp.inventory.models import Tool
from riskapp.review.actions.clarifying import draft
from riskapp.sending.actions.asking import ask_about_tools
from riskapp.sending.errors import QuestionsUnsent

DUE = datetime.date(2100, 1, 1)


def ask(assessment, names, by, question="T-14"):
    tools = Tool.objects.filter(engagement=assessment.engagement, name__in=names)
    entries = [tool.entry_id for tool in tools]
    return ask_about_tools(
        assessment, entries, question, text="When?", due_on=DUE, by=by
    )


@pytest.fixture
def assessment(world):
    return world.assessment("production-agents", scored=True)


def test_only_the_answers_about_the_chosen_tools_reopen(world, assessment):
    names = ["Claude Code (Enterprise)", "GitHub Copilot Enterprise"]

    asked_in = ask(assessment, names, world.analyst)

    asked = Clarification.objects.filter(asked_in=asked_in)
    assert asked.count() == 2
    assert {row.question for row in asked} == {"T-14"}
    assert Assessment.objects.get(pk=assessment.pk).state == "clarifying"


def test_questions_of_colleagues_do_not_go_out_with_it(world, assessment):
    draft(assessment, "GOV-02", "", text="Who?", by=world.analyst)

    with pytest.raises(QuestionsUnsent):
        ask(assessment, ["Claude Code (Enterprise)"], world.analyst)

    assert Clarification.objects.filter(asked_in__isnull=False).count() == 0


def test_without_a_tool_nothing_is_sent(world, assessment):
    with pytest.raises(NothingAsked):
        ask(assessment, [], world.analyst)


def test_a_vendor_that_is_answering_is_left_alone(world, assessment):
    ask(assessment, ["Claude Code (Enterprise)"], world.analyst)

    with pytest.raises(VendorIsAnswering):
        ask(assessment, ["GitHub Copilot Enterprise"], world.analyst)
