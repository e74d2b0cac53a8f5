import datetime
import uuid

import pytest
from django.utils import timezone

from riskapp.assessments.forms import DecisionForm, PlanAnswerForm


def in_days(days):
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def decision(**changed):
    given = {
        "outcome": "approved",
        "reason": "Good enough.",
        "valid_until": in_days(90),
        "score": str(uuid.uuid4()),
    }
    return DecisionForm(given | changed)


def test_conditions_are_read_line_by_line():
    form = decision(outcome="conditional", conditions=" Rotate. \n\nName one.\r\n")

    assert form.is_valid()
    assert form.cleaned_data["conditions"] == ["Rotate.", "Name one."]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"outcome": "perhaps"}, "outcome"),
        ({"reason": ""}, "reason"),
        ({"valid_until": ""}, "valid_until"),
        ({"outcome": "conditional"}, "conditions"),
        ({"conditions": "Rotate."}, "conditions"),
        ({"outcome": "conditional", "conditions": "x\n" * 21}, "conditions"),
        ({"score": "1"}, "score"),
    ],
)
def test_half_a_decision_is_refused_at_its_field(changed, field):
    form = decision(**changed)

    assert field in form.errors


def test_a_rejection_needs_no_end():
    form = decision(outcome="rejected", valid_until="")

    assert form.is_valid()


def test_declining_says_why():
    assert PlanAnswerForm({"verdict": "agree"}).is_valid()
    assert "text" in PlanAnswerForm({"verdict": "decline", "text": " "}).errors
