import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from questionnaires.actions.deliveries import send_delivery
from questionnaires.models import Delivery
from riskapp.accounts.choices import Role
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.errors import NotYetEvaluated, ReasonMissing, SecondPairOfEyes
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.decisions.actions import (
    DecisionInput,
    Term,
    decide,
    follow_rule,
    recommend,
    release_decision,
)
from riskapp.decisions.choices import Outcome
from riskapp.decisions.errors import (
    AcceptanceEnds,
    ConditionDateWrong,
    ConditionMissing,
    DecisionChanged,
    EndTooLate,
    ExceptionReasonMissing,
    NobodyReviewed,
    NoSuchRule,
    OwnerMissing,
    OwnerUnknown,
    RuleUncovered,
    ScoreChanged,
)
from riskapp.decisions.models import Decision
from riskapp.decisions.queries import IN_LINE, memo_of
from riskapp.findings.actions.settling import (
    accept_finding,
    dismiss_finding,
    edit_finding,
)
from riskapp.findings.choices import FindingSource, FindingState
from riskapp.findings.errors import EndMissing, FindingSettled
from riskapp.notifications.actions.notifying import notify_of
from riskapp.review.actions.clarifying import call_off, draft, send
from riskapp.review.actions.reviewing import dismiss
from riskapp.review.queries.workspace import workspace
from tests.factories.riskapp import (
    OrganisationFactory,
    accept_rules,
    decided,
    looked_at,
    member,
    scored,
    started,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture(scope="module")
def evaluated(house):
    return house.scored(email="vera@vendor.example")


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


def approval(assessment, **wanted):
    return DecisionInput(
        assessment.score_id,
        Outcome.APPROVED,
        "It is good enough.",
        valid_until=in_days(30),
        **wanted,
    )


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
    findings = [row.finding for row in conditions]
    assert [row.text for row in conditions] == ["Rotate the keys.", "Name an owner."]
    assert {row.source for row in findings} == {FindingSource.CONDITION}
    assert {row.due_on for row in (*conditions, *findings)} == {in_days(30)}
    assert {row.released_at for row in findings} == {None}
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


def test_a_review_by_somebody_else_does_not_make_room_again(
    assessment, organisation, analyst
):
    both = member(organisation, Role.ANALYST, Role.APPROVER)
    review(assessment, both)
    draft(assessment, "GOV-01", "", text="Since when?", by=analyst)

    with pytest.raises(SecondPairOfEyes):
        decided(assessment, both)


def test_a_decision_since_then_makes_room_again(
    assessment, organisation, analyst, approver
):
    both = member(organisation, Role.ANALYST, Role.APPROVER)
    looked_at(assessment)
    review(assessment, both)
    decided(assessment, approver, Outcome.REJECTED)

    with pytest.raises(SecondPairOfEyes):  # still whoever reviewed last
        decided(assessment, both)
    draft(assessment, "GOV-01", "", text="Since when?", by=analyst)

    assert decided(assessment, both).by == both


def test_whoever_started_it_does_not_decide(organisation):
    both = member(organisation, Role.ANALYST, Role.APPROVER)
    assessment = scored(organisation, both)
    looked_at(assessment, member(organisation, Role.ANALYST))

    with pytest.raises(SecondPairOfEyes):
        decided(assessment, both)


def test_accepting_a_risk_is_a_decision_for_a_second_pair_of_eyes(
    assessment, organisation, approver
):
    both = member(organisation, Role.ANALYST, Role.APPROVER)
    review(assessment, both)
    finding = assessment.findings.last()

    with pytest.raises(SecondPairOfEyes):
        accept_finding(finding, reason="Cheap.", until=in_days(9), by=both)

    finding.refresh_from_db()
    assert finding.state == FindingState.OPEN
    accept_finding(finding, reason="Cheap.", until=in_days(9), by=approver)
    assert decided(assessment, approver).by == approver


def test_letting_a_contradiction_stand_is_a_review(assessment, organisation):
    both = member(organisation, Role.ANALYST, Role.APPROVER)
    clash = next(iter(workspace(assessment).clashes))
    dismiss(assessment, clash.key, [clash.entry], reason="Seen.", by=both)

    with pytest.raises(SecondPairOfEyes):
        decided(assessment, both)


def test_nobody_approves_what_nobody_reviewed(assessment, approver):
    verdict = approval(assessment, exception_reason="Urgent.")

    with pytest.raises(NobodyReviewed):
        decide(assessment, verdict, by=approver)

    assert decided(assessment, approver, Outcome.REJECTED).outcome == "rejected"


def test_without_four_eyes_one_person_approves_unreviewed_work_with_a_reason(
    assessment, organisation, analyst
):
    organisation.four_eyes = False
    organisation.save()
    accept_rules(assessment, analyst)

    made = decide(
        assessment, approval(assessment, exception_reason="Urgent."), by=analyst
    )

    assert made.exceptions == ["suggestion", "review"]


@pytest.mark.parametrize(
    ("rating", "days"),
    [("critical", 90), ("high", 180), ("moderate", 365), ("low", 365)],
)
def test_a_rating_is_approved_for_so_long_and_no_longer(organisation, rating, days):
    assert organisation.approval_days[rating] == days


def test_an_approval_ends_with_the_days_of_its_rating(
    assessment, approver, organisation
):
    assert assessment.score.rating == "critical"
    with pytest.raises(EndTooLate, match="Critical is approved for at most 90 days"):
        decided(assessment, approver, days=91)
    organisation.approval_days["critical"] = 30
    organisation.save()
    with pytest.raises(EndTooLate, match="at most 30 days"):
        decided(assessment, approver, days=31)

    assert decided(assessment, approver, days=30).valid_until == in_days(30)


def test_an_approval_against_the_suggestion_needs_its_own_reason(assessment, approver):
    with pytest.raises(ExceptionReasonMissing) as refused:
        decided(assessment, approver, exception_reason=" ")

    assert "Against the suggestion" in str(refused.value)
    assert "Before the review was complete" in str(refused.value)
    made = decided(assessment, approver, exception_reason="A pilot with test data.")
    entry = AuditEntry.objects.get(action="assessment decided")
    assert made.exceptions == entry.after["exceptions"] == ["suggestion", "review"]
    assert entry.after["exception_reason"] == "A pilot with test data."


def test_after_a_whole_review_an_approval_in_line_needs_no_exception(
    organisation, analyst, approver
):
    assessment = scored(organisation, analyst, "careful")
    Assessment.objects.update(
        review_completed_at=timezone.now(), review_completed_by=analyst
    )

    made = decided(assessment, approver, exception_reason="Not needed.")

    assert (made.exceptions, made.exception_reason) == ([], "")


@pytest.mark.parametrize(
    ("rating", "against"),
    [
        ("low", []),
        ("moderate", ["approved"]),
        ("high", ["approved"]),
        ("critical", ["approved", "conditional"]),
    ],
)
def test_what_goes_against_the_suggestion_of_a_rating(rating, against):
    assert [o for o in Outcome.values if o not in IN_LINE[rating]] == against


def test_the_suggestion_and_the_figures_stay_with_the_decision(assessment, approver):
    made = decided(assessment, approver, Outcome.REJECTED)

    assert made.suggestion == "Stop the tool or the access concerned now."
    assert made.basis["rating"] == "critical"
    assert made.basis["looked_at"] == 0
    assert [rule["by"] for rule in made.basis["rules"]] == ["CR-05"]


def test_a_critical_rule_is_a_condition_or_an_accepted_risk(assessment, approver):
    looked_at(assessment)
    asked = {"accept": False, "conditions": ["Something else."]}
    with pytest.raises(RuleUncovered) as refused:
        decided(assessment, approver, Outcome.CONDITIONAL, **asked)
    assert "transfer tool" in str(refused.value)
    with pytest.raises(OwnerMissing):
        decided(
            assessment, approver, Outcome.CONDITIONAL, terms=[Term("CR-05")], **asked
        )
    with pytest.raises(RuleUncovered):
        decided(assessment, approver, accept=False)

    term = Term("CR-05", owner=approver, due_on=in_days(20))
    made = decided(assessment, approver, Outcome.CONDITIONAL, terms=[term], **asked)

    first, *others, second = made.conditions.all()
    assert {row.rule for row in others} == {"CR-05"}
    assert (first.rule, first.owner, first.due_on) == ("CR-05", approver, in_days(20))
    assert first.finding.rules == ["CR-05"]
    assert (first.finding.owner, first.finding.due_on) == (approver, in_days(20))
    assert (second.rule, second.text) == ("", "Something else.")


def test_findings_that_are_ticked_cover_their_rule(assessment, approver):
    findings = assessment.findings.filter(rules=["CR-05"])
    before = assessment.findings.count()

    made = decided(
        assessment,
        approver,
        Outcome.CONDITIONAL,
        accept=False,
        terms=[Term(finding=finding.pk) for finding in findings],
        conditions_owner=approver,
    )

    assert {row.finding for row in made.conditions.all()} == set(findings)
    assert assessment.findings.count() == before


def test_a_rule_without_a_finding_becomes_one_when_it_is_a_condition(
    assessment, approver, analyst
):
    for finding in assessment.findings.filter(rules=["CR-05"]):
        dismiss_finding(finding, reason="It is not so.", by=analyst)
    with pytest.raises(RuleUncovered):
        decided(assessment, approver)

    term = Term("CR-05", owner=approver)
    made = decided(assessment, approver, Outcome.CONDITIONAL, terms=[term])

    raised = made.conditions.get().finding
    assert (raised.source, raised.rules) == (FindingSource.CONDITION, ["CR-05"])
    assert raised.text == made.basis["rules"][0]["way_out"]


def test_a_rule_without_a_finding_is_followed_as_one_to_accept_its_risk(
    organisation, analyst, approver
):
    assessment = scored(organisation, analyst, "production-agents")
    [rule] = [r for r in memo_of(assessment, assessment.score).rules if r.by == "CR-06"]
    assert rule.bare

    first = follow_rule(assessment, "CR-06", by=approver)
    second = follow_rule(assessment, "CR-06", by=approver)

    assert first == second
    assert first.rules == ["CR-06"]
    assert decided(assessment, approver, days=90).outcome == "approved"
    with pytest.raises(NoSuchRule):
        follow_rule(assessment, "CR-02", by=approver)


def test_a_risk_is_accepted_at_least_as_long_as_the_approval(assessment, approver):
    for finding in assessment.findings.filter(rules=["CR-05"]):
        accept_finding(finding, reason="Known.", until=in_days(20), by=approver)

    with pytest.raises(AcceptanceEnds):
        decided(assessment, approver, days=21)

    assert decided(assessment, approver, days=20).basis["rules"][0]["accepted_until"]


def test_the_owner_of_a_condition_is_a_member(assessment, approver, analyst):
    stranger = member(OrganisationFactory(), Role.ANALYST)

    with pytest.raises(OwnerUnknown):
        decided(
            assessment,
            approver,
            Outcome.CONDITIONAL,
            terms=[Term("CR-05", owner=stranger)],
        )


def test_a_condition_on_a_finding_of_another_assessment_is_refused(
    assessment, approver, analyst
):
    other = scored(assessment.organisation, analyst).findings.first()

    with pytest.raises(FindingSettled):
        decided(
            assessment,
            approver,
            Outcome.CONDITIONAL,
            terms=[Term(finding=other.pk)],
        )

    other.refresh_from_db()
    assert other.due_on is None


def test_the_same_decision_posted_twice_is_made_once(assessment, approver):
    decided(assessment, approver)

    with pytest.raises(DecisionChanged):
        decided(assessment, approver, on_top_of=None)

    assert assessment.decisions.count() == 1


def test_one_decision_lies_on_each(assessment, approver):
    first = decided(assessment, approver)
    second = decided(assessment, approver, Outcome.REJECTED)
    assert (first.replaces, second.replaces) == (None, first)

    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            organisation=assessment.organisation,
            assessment=assessment,
            score=assessment.score,
            outcome=Outcome.REJECTED,
            reason="No.",
            by=approver,
            replaces=first,
        )


def test_a_recommendation_is_kept_audited_and_told_to_the_approvers(
    assessment, analyst, approver
):
    made = recommend(
        assessment,
        score_id=assessment.score_id,
        outcome=Outcome.CONDITIONAL,
        reason="Once the transfers are covered.",
        by=analyst,
    )

    entry = AuditEntry.objects.get(action="decision recommended")
    assert entry.after["reason"] == made.reason
    [told] = notify_of(entry)
    assert (told.user, told.kind) == (approver, "decision")
    assert told.object_id == str(assessment.pk)


def test_the_same_recommendation_twice_is_the_same_as_once(assessment, analyst):
    wanted = {
        "score_id": assessment.score_id,
        "outcome": Outcome.REJECTED,
        "reason": "No.",
        "by": analyst,
    }

    assert recommend(assessment, **wanted) == recommend(assessment, **wanted)
    assert AuditEntry.objects.filter(action="decision recommended").count() == 1


def test_whoever_recommends_does_not_decide(assessment, organisation):
    both = member(organisation, Role.ANALYST, Role.APPROVER)
    recommend(
        assessment,
        score_id=assessment.score_id,
        outcome=Outcome.APPROVED,
        reason="Good.",
        by=both,
    )

    with pytest.raises(SecondPairOfEyes):
        decided(assessment, both)


@pytest.mark.parametrize("what", ["conditions", "recommendations", "decisions"])
def test_nothing_decided_is_ever_edited(assessment, analyst, approver, what):
    recommend(
        assessment,
        score_id=assessment.score_id,
        outcome=Outcome.APPROVED,
        reason="Good.",
        by=analyst,
    )
    made = decided(assessment, approver, Outcome.CONDITIONAL, conditions=["A."])
    rows = made.conditions if what == "conditions" else getattr(assessment, what)
    changed = {"text": "B."} if what == "conditions" else {"reason": "Other."}

    for change in (lambda: rows.update(**changed), lambda: rows.all()._raw_delete("default")):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_an_organisation_may_do_without_four_eyes(assessment, organisation):
    both = member(organisation, Role.ANALYST, Role.APPROVER)
    organisation.four_eyes = False
    organisation.save()
    review(assessment, both)

    decided(assessment, both)

    entry = AuditEntry.objects.get(action="assessment decided")
    assert entry.after["four_eyes"] is False


def test_nobody_decides_on_what_is_not_scored(organisation, analyst, approver):
    assessment = started(organisation, analyst)

    with pytest.raises(NotYetEvaluated):
        decided(assessment, approver)


def test_nobody_decides_while_the_vendor_replies(assessment, analyst, approver):
    draft(assessment, "GOV-01", "", text="Since when?", by=analyst)
    send(assessment, due_on=in_days(7), by=analyst)

    with pytest.raises(NotYetEvaluated):
        decided(assessment, approver)


def test_nobody_decides_on_a_score_they_have_not_seen(assessment, approver, analyst):
    other = scored(assessment.organisation, analyst)
    verdict = DecisionInput(other.score_id, Outcome.REJECTED, "No.")

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
    assert decision.conditions.get().finding.released_at is not None
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

    assert not assessment.reviewers.filter(user=approver).exists()
