import datetime
import uuid

import pytest
from django.utils import timezone

from riskapp.accounts.models import User
from riskapp.assessments.models import Score
from riskapp.decisions.forms import DecisionForm, RecommendForm
from riskapp.decisions.queries import HeldRule, Memo

RULE = HeldRule(
    by="CR-02",
    title="A rule",
    way_out="A way out",
    rating="critical",
    value=60,
    is_rule=True,
    is_certain=True,
    missing=(),
    tools=(),
)


def in_days(days):
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def memo(*rules, rating="critical", is_reviewed=False):
    return Memo(
        score=Score(rating=rating),
        rules=rules,
        unsettled=(),
        heaviest=(),
        looked_at=1,
        answers=2,
        is_reviewed=is_reviewed,
        contradictions=0,
        days=90,
    )


def decision(*rules, **changed):
    given = {
        "outcome": "approved",
        "reason": "Good enough.",
        "valid_until": in_days(90),
        "score": str(uuid.uuid4()),
    }
    return DecisionForm(
        given | changed, memo=memo(*rules), members=User.objects.none(), findings=()
    )


def test_conditions_are_read_line_by_line():
    form = decision(outcome="conditional", conditions=" Rotate. \n\nName one.\r\n")

    assert form.is_valid()
    assert form.cleaned_data["conditions"] == ["Rotate.", "Name one."]


def test_a_ticked_rule_is_a_condition():
    form = decision(RULE, outcome="conditional", rule_0="on", due_0=in_days(9))

    assert form.is_valid()
    [term] = form.verdict.terms
    assert (term.rule, term.due_on.isoformat()) == ("CR-02", in_days(9))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"outcome": "perhaps"}, "outcome"),
        ({"reason": ""}, "reason"),
        ({"valid_until": ""}, "valid_until"),
        ({"outcome": "conditional"}, "conditions"),
        ({"conditions": "Rotate."}, "outcome"),
        ({"rule_0": "on"}, "outcome"),
        ({"outcome": "conditional", "conditions": "x\n" * 21}, "conditions"),
        ({"picked": [str(uuid.uuid4())]}, "picked"),
        ({"score": "1"}, "score"),
    ],
)
def test_half_a_decision_is_refused_at_its_field(changed, field):
    form = decision(RULE, **changed)

    assert field in form.errors


def test_a_rejection_needs_no_end():
    form = decision(outcome="rejected", valid_until="")

    assert form.is_valid()


def test_the_last_day_is_the_one_the_rating_allows():
    field = decision().fields["valid_until"]

    assert field.widget.attrs["max"] == in_days(90)


def test_an_exception_is_only_asked_for_where_there_can_be_one():
    in_line = DecisionForm(
        memo=memo(rating="low", is_reviewed=True),
        members=User.objects.none(),
        findings=(),
    )

    assert "exception_reason" in decision().fields
    assert "exception_reason" not in in_line.fields


def test_a_recommendation_says_why():
    assert "reason" in RecommendForm({"outcome": "approved", "reason": " "}).errors
