"""Something of everything that follows a score: a review under way, decisions, waivers."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.utils import timezone

from questionnaires.actions.answers import reply_to, save_answer
from questionnaires.actions.invitations import enter
from questionnaires.actions.responses import submit_response
from questionnaires.models import Respondent
from riskapp.accounts.choices import Role
from riskapp.accounts.models import Organisation, User
from riskapp.assessments.models import Assessment, Score
from riskapp.decisions.actions import (
    DecisionInput,
    Term,
    decide,
    recommend,
    release_decision,
)
from riskapp.decisions.choices import Outcome
from riskapp.decisions.queries import memo_of
from riskapp.demo.actions.happening import add_activity, add_incident
from riskapp.findings.actions.remedies import propose, release_findings
from riskapp.findings.actions.settling import accept_finding
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions import clarifying
from riskapp.review.actions.reviewing import (
    accept_all,
    complete_review,
    give_verdict,
    write_note,
)
from riskapp.review.choices import VerdictKind
from riskapp.review.queries.overlay import reviewed

# Answers of Halmquist Drift that the reviewer has read and let stand.
READ = ("GOV-01", "GOV-04", "GOV-06", "INV-01", "CON-01", "CON-02", "INC-01", "INC-02")
MONTH, QUARTER, YEAR = 30, 90, 365


def add_story(organisation: Organisation, analyst: User) -> None:
    """Let people go on from the scores of the demo."""
    approver = User.objects.get(
        memberships__organisation=organisation, memberships__roles=[Role.APPROVER]
    )
    _review(_of(organisation, "Halmquist Drift"), analyst)
    _findings(_of(organisation, "Halmquist Drift"), analyst)
    _waivers(_of(organisation, "Kestrel & Byrne"), approver)
    _conditions(_of(organisation, "Kestrel & Byrne"), analyst, approver)
    _approval(_of(organisation, "Rotbuchenwerk Software"), analyst, approver)
    add_activity(_of(organisation, "Halmquist Drift"), analyst)
    add_incident(organisation, analyst)


def add_analyst_story(organisation: Organisation, analyst: User) -> None:
    """What one analyst alone can go on with."""
    _review(_of(organisation, "Halmquist Drift"), analyst)
    _findings(_of(organisation, "Halmquist Drift"), analyst)
    add_activity(_of(organisation, "Halmquist Drift"), analyst)


def _review(assessment: Assessment, analyst: User) -> None:
    """A review under way: answers accepted, corrected, verified, asked about and replied."""
    accept_all(assessment, [(question, "") for question in READ], by=analyst)
    give_verdict(
        assessment,
        ("GOV-03", ""),
        kind=VerdictKind.CORRECTED,
        raw="published",
        reason="The list of signatures ends in March; four people have joined since.",
        by=analyst,
    )
    give_verdict(
        assessment,
        ("SDL-01", ""),
        kind=VerdictKind.ACCEPTED,
        reason="Read the branch rules of all three repositories with the vendor.",
        is_verified=True,
        by=analyst,
    )
    write_note(
        assessment,
        ("ACC-06", ""),
        text="Our own platform team wanted this right. Speak to them before we ask for less.",
        by=analyst,
    )
    clarifying.draft(
        assessment,
        "ACC-05",
        "",
        text="The review of September found rights that nobody used. Which are gone since?",
        by=analyst,
    )
    asked_in = clarifying.send(assessment, due_on=_in(7), by=analyst)
    vendor = enter(asked_in.invitations.get(), name="Per Halmquist")
    reply_to(
        asked_in.questions_asked.get(),
        "All fourteen of them, on the day after the review. The list is in your ticket.",
        respondent=vendor,
    )
    save_answer(asked_in, "ACC-05", "logs", respondent=vendor)
    submit_response(asked_in, name="Per Halmquist", role="Operations lead")
    score_assessment(assessment)
    clarifying.draft(
        Assessment.objects.get(pk=assessment.pk),
        "SDL-03",
        "",
        text="Which of these will need a person's approval first, and from when?",
        by=analyst,
    )


def _findings(assessment: Assessment, analyst: User) -> None:
    """Findings the vendor was shown, one of them with a proposal."""
    ids = list(assessment.findings.unsettled().values_list("pk", flat=True)[:3])
    release_findings(assessment, ids, due_on=_in(MONTH), by=analyst)
    propose(
        assessment.findings.get(pk=ids[0]),
        text="We give every agent a certificate of its own and check it at both ends.",
        url="",
        due_on=_in(MONTH),
        is_done=False,
        respondent=Respondent.objects.get(invitation__response=assessment.response),
    )


def _waivers(assessment: Assessment, approver: User) -> None:
    """Two accepted risks: one for a while, one whose end is near."""
    first, second = assessment.findings.order_by("-rank")[:2]
    accept_finding(
        first,
        reason="It touches test data only, and the tool is replaced by then.",
        until=_in(20),
        by=approver,
    )
    accept_finding(
        second,
        reason="The key opens one test project only, and goes with the change of plan in spring.",
        until=_in(QUARTER * 2),
        by=approver,
    )


def _conditions(assessment: Assessment, analyst: User, approver: User) -> None:
    """An approval with conditions before the review is complete, which the vendor was shown."""
    accept_all(assessment, [(question, "") for question in READ], by=analyst)
    recommend(
        assessment,
        score_id=_score_of(assessment),
        outcome=Outcome.CONDITIONAL,
        reason="Nothing alarming so far; the transfers need a basis first.",
        by=analyst,
    )
    memo = memo_of(assessment, Score.objects.get(assessment=assessment))
    verdict = DecisionInput(
        score_id=_score_of(assessment),
        outcome=Outcome.CONDITIONAL,
        reason="The controls will do once the credentials are short-lived.",
        vendor_text="Thank you for your answers. Two points have to be met in time.",
        valid_until=memo.last_day,
        conditions=(
            "Replace the long-lived credentials by short-lived ones.",
            "Name an owner for every AI tool.",
        ),
        conditions_due_on=_in(MONTH),
        conditions_owner=analyst,
        terms=[Term(rule.by) for rule in memo.critical_rules],
        exception_reason="The payment run of this month needs the work; the rest is read by then.",
    )
    release_decision(decide(assessment, verdict, by=approver), by=approver)


def _approval(assessment: Assessment, analyst: User, approver: User) -> None:
    """An approval without conditions after a whole review, not yet shown to the vendor."""
    items = reviewed(assessment.response).counts.items()
    places = [(item.question.id, item.entry.id if item.entry else "") for item in items]
    accept_all(assessment, places, by=analyst)
    complete_review(assessment, by=analyst)
    score_assessment(assessment)
    verdict = DecisionInput(
        score_id=_score_of(assessment),
        outcome=Outcome.APPROVED,
        reason="Well run, and most of it is shown by documents.",
        valid_until=_in(YEAR),
    )
    decide(assessment, verdict, by=approver)


def _of(organisation: Organisation, vendor: str) -> Assessment:
    return Assessment.objects.select_related("response").get(
        organisation=organisation, engagement__vendor__name=vendor
    )


def _score_of(assessment: Assessment) -> UUID:
    """The only score so far."""
    return Score.objects.get(assessment=assessment).pk


def _in(days: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days)
