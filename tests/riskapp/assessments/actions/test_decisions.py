import datetime

import pytest
from django.core import mail
from django.utils import timezone

from questionnaires.actions.deliveries import send_delivery
from questionnaires.models import Delivery
from riskapp.accounts.choices import Role
from riskapp.assessments.actions.clarifying import call_off, draft, send
from riskapp.assessments.actions.decisions import Verdict, decide, release_decision
from riskapp.assessments.actions.settling import edit_finding
from riskapp.assessments.choices import AssessmentState, FindingSource, Outcome
from riskapp.assessments.errors import (
    ConditionDateWrong,
    ConditionMissing,
    EndMissing,
    NotYetJudged,
    ReasonMissing,
    ScoreChanged,
    SecondPairOfEyes,
)
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from tests.factories.riskapp import (
    decided,
    member,
    scored,
    started,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment(organisation, analyst):
    return scored(organisation, analyst, email="vera@vendor.example")


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def review(assessment, by):
    """Do something to a finding, as a reviewer does."""
    finding = assessment.findings.first()
    facts = {
        "text": "In other words.",
        "remedy": finding.remedy,
        "severity": finding.severity,
        "owner": None,
        "due_on": None,
    }
    edit_finding(finding, facts=facts, by=by)


def test_a_decision_names_the_score_its_approver_and_its_end(assessment, approver):
    decision = decided(assessment, approver, days=90)

    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.DECIDED
    assert assessment.decision == decision
    assert (decision.score, decision.by) == (assessment.score, approver)
    assert decision.valid_until == in_days(90)
    assert decision.released_at is None
    entry = AuditEntry.objects.get(action="assessment decided")
    assert entry.actor == approver
    assert entry.after["outcome"] == "approved"
    assert entry.after["four_eyes"] is True


def test_conditions_become_findings_with_a_day(assessment, approver):
    before = assessment.findings.count()

    decision = decided(
        assessment,
        approver,
        Outcome.CONDITIONAL,
        conditions=["Rotate the keys.", " ", "Name an owner."],
        conditions_due_on=in_days(30),
    )

    conditions = list(decision.conditions.all())
    assert [row.text for row in conditions] == ["Rotate the keys.", "Name an owner."]
    assert {row.source for row in conditions} == {FindingSource.CONDITION}
    assert {row.due_on for row in conditions} == {in_days(30)}
    assert {row.released_at for row in conditions} == {None}
    assert assessment.findings.count() == before + 2


def test_conditions_without_a_day_are_due_when_the_decision_ends(assessment, approver):
    decision = decided(
        assessment, approver, Outcome.CONDITIONAL, conditions=["Rotate."], days=60
    )

    assert decision.conditions.get().due_on == in_days(60)


def test_an_approval_forgets_conditions_and_a_rejection_its_end(assessment, approver):
    approval = decided(assessment, approver, conditions=["Nothing."])
    rejection = decided(assessment, approver, Outcome.REJECTED)

    assert not approval.conditions.exists()
    assert rejection.valid_until is None


def test_whoever_reviewed_last_does_not_decide(assessment, organisation):
    both = member(organisation, Role.ANALYST, Role.APPROVER)
    other = member(organisation, Role.APPROVER)
    review(assessment, both)

    with pytest.raises(SecondPairOfEyes):
        decided(assessment, both)

    assert not assessment.decisions.exists()
    assert decided(assessment, other).by == other


def test_a_review_by_somebody_else_makes_room_again(assessment, organisation, analyst):
    both = member(organisation, Role.ANALYST, Role.APPROVER)
    review(assessment, both)
    draft(assessment, "GOV-01", "", text="Since when?", by=analyst)

    assert decided(assessment, both).by == both


def test_an_organisation_may_do_without_four_eyes(assessment, organisation):
    both = member(organisation, Role.ANALYST, Role.APPROVER)
    review(assessment, both)
    organisation.four_eyes = False
    organisation.save()

    decided(assessment, both)

    entry = AuditEntry.objects.get(action="assessment decided")
    assert entry.after["four_eyes"] is False


def test_nobody_decides_on_what_is_not_scored(organisation, analyst, approver):
    assessment = started(organisation, analyst)

    with pytest.raises(NotYetJudged):
        decided(assessment, approver)


def test_nobody_decides_while_the_vendor_replies(assessment, analyst, approver):
    draft(assessment, "GOV-01", "", text="Since when?", by=analyst)
    send(assessment, due_on=in_days(7), by=analyst)

    with pytest.raises(NotYetJudged):
        decided(assessment, approver)


def test_nobody_decides_on_a_score_they_have_not_seen(assessment, approver, analyst):
    other = scored(assessment.organisation, analyst)
    verdict = Verdict(other.score_id, Outcome.REJECTED, "No.")

    with pytest.raises(ScoreChanged):
        decide(assessment, verdict, by=approver)

    assert not assessment.decisions.exists()


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"reason": " "}, ReasonMissing),
        ({"days": 0}, EndMissing),
        ({"days": 731}, EndMissing),
        ({"outcome": Outcome.CONDITIONAL, "conditions": [" "]}, ConditionMissing),
        (
            {
                "outcome": Outcome.CONDITIONAL,
                "conditions": ["Rotate."],
                "days": 30,
                "conditions_due_on": datetime.date(2099, 1, 1),
            },
            ConditionDateWrong,
        ),
    ],
)
def test_half_a_decision_changes_nothing(assessment, approver, wanted, refusal):
    with pytest.raises(refusal):
        decided(assessment, approver, **wanted)

    assessment.refresh_from_db()
    assert assessment.decision is None
    assert assessment.state == AssessmentState.SCORED


def test_a_later_decision_lies_on_top_and_the_first_stays(assessment, approver):
    first = decided(assessment, approver)
    second = decided(assessment, approver, Outcome.REJECTED)

    assessment.refresh_from_db()
    assert assessment.decision == second
    assert list(assessment.decisions.all()) == [second, first]


def test_calling_questions_off_keeps_what_was_decided(assessment, analyst, approver):
    decided(assessment, approver)
    draft(assessment, "GOV-01", "", text="Since when?", by=analyst)
    send(assessment, due_on=in_days(7), by=analyst)

    call_off(assessment, by=analyst)

    assessment.refresh_from_db()
    assert assessment.state == AssessmentState.DECIDED


def test_releasing_shows_the_conditions_and_mails_the_leads_once(assessment, approver):
    decision = decided(
        assessment, approver, Outcome.CONDITIONAL, conditions=["Rotate the keys."]
    )

    release_decision(decision, by=approver)
    release_decision(decision, by=approver)

    decision.refresh_from_db()
    assert decision.released_by == approver
    assert decision.conditions.get().released_at is not None
    assert assessment.findings.shown_to_vendor().count() == 1
    delivery = Delivery.objects.get(kind="decision")
    send_delivery(delivery)
    [message] = mail.outbox
    assert f"next=%2Fassessments%2Fvendor%2F{assessment.response_id}%2F#" in (
        message.body
    )
    assert approver.name not in message.body
    assert decision.reason not in message.body
    assert AuditEntry.objects.filter(action="decision shown to the vendor").count() == 1


def test_releasing_opens_a_way_in_that_had_expired(assessment, approver):
    assessment.response.invitations.update(expires_at=timezone.now())
    decision = decided(assessment, approver)

    release_decision(decision, by=approver)

    assert assessment.response.invitations.get().is_usable


def test_a_decision_is_not_a_review(assessment, approver):
    decision = decided(
        assessment, approver, Outcome.CONDITIONAL, conditions=["Rotate."]
    )
    release_decision(decision, by=approver)

    assert Assessment.objects.get(pk=assessment.pk).last_reviewer is None
