"""What a report says of a decision."""

import pytest

from riskapp.assessments.models import Assessment
from riskapp.decisions.actions import Term, release_decision
from riskapp.decisions.choices import Outcome
from riskapp.reports.queries.inputs import followed
from tests.factories.riskapp import decided, scored

pytestmark = pytest.mark.django_db


def test_the_exception_and_the_suggestion_are_in_the_buyers_report_only(
    organisation, analyst, approver
):
    assessment = scored(organisation, analyst)
    decision = decided(
        assessment,
        approver,
        Outcome.CONDITIONAL,
        accept=False,
        terms=[Term("CR-05", owner=approver)],
        exception_reason="A pilot with test data.",
    )
    release_decision(decision, by=approver)
    assessment = Assessment.objects.get(pk=assessment.pk)

    ours = followed(assessment, "full")
    theirs = followed(assessment, "vendor")

    assert ours["decision"]["exceptions"] == ["suggestion", "review"]
    assert ours["decision"]["exception_reason"] == "A pilot with test data."
    assert ours["decision"]["suggestion"].startswith("Stop the tool")
    [condition] = ours["conditions"]  # one line for the rule, however many findings
    assert (condition["rule"], condition["owner"]) == ("CR-05", approver.name)
    assert "pilot" not in str(theirs)
    assert [row["owner"] for row in theirs["conditions"]] == [""]
