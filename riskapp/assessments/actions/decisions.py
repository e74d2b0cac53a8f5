"""Deciding, and telling the vendor."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from questionnaires.choices import DeliveryKind
from riskapp.accounts.models import User
from riskapp.assessments.actions.clarifying import locked
from riskapp.assessments.actions.findings import LONGEST
from riskapp.assessments.actions.remedies import show_and_tell
from riskapp.assessments.actions.settling import add_finding
from riskapp.assessments.choices import AssessmentState, Outcome, Severity
from riskapp.assessments.errors import (
    ConditionDateWrong,
    ConditionMissing,
    EndMissing,
    NotYetJudged,
    ReasonMissing,
    ScoreChanged,
    SecondPairOfEyes,
)
from riskapp.assessments.models import Assessment, Decision
from riskapp.audit.actions import record


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided on the score ``score_id``; the days are UTC, the last included.

    Conditions that have no day of their own are due when the decision ends.
    """

    score_id: UUID
    outcome: Outcome
    reason: str
    vendor_text: str = ""
    valid_until: datetime.date | None = None
    conditions: Sequence[str] = ()
    conditions_due_on: datetime.date | None = None


@transaction.atomic
def decide(assessment: Assessment, verdict: Verdict, *, by: User) -> Decision:
    """Decide on the score there is; conditions become findings. Nothing before is edited.

    Raises NotYetJudged; ScoreChanged when the approver looked at an older score;
    SecondPairOfEyes for whoever reviewed last, unless the organisation switched that off;
    ReasonMissing; EndMissing for an approval without an end in the next two years;
    ConditionMissing and ConditionDateWrong.
    """
    assessment = locked(assessment)
    is_judged = assessment.state in (AssessmentState.SCORED, AssessmentState.DECIDED)
    if assessment.score is None or assessment.score_again or not is_judged:
        raise NotYetJudged
    if assessment.score_id != verdict.score_id:
        raise ScoreChanged
    if assessment.organisation.four_eyes and assessment.last_reviewer_id == by.pk:
        raise SecondPairOfEyes
    until = _end_of(verdict)
    conditions = _conditions_of(verdict, until)
    decision = Decision.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        score=assessment.score,
        outcome=verdict.outcome,
        reason=verdict.reason.strip(),
        vendor_text=verdict.vendor_text.strip(),
        valid_until=until,
        by=by,
    )
    assessment.decision = decision
    assessment.state = AssessmentState.DECIDED
    assessment.save(update_fields=["decision", "state"])
    for text in conditions:
        facts = {
            "text": text,
            "severity": Severity.HIGH,
            "due_on": verdict.conditions_due_on or until,
        }
        add_finding(assessment, facts=facts, by=by, decision=decision)
    record(
        "assessment decided",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={
            "decision": str(decision.pk),
            "outcome": verdict.outcome.value,
            "reason": decision.reason,
            "vendor_text": decision.vendor_text,
            "valid_until": until.isoformat() if until else None,
            "conditions": conditions,
            "score": str(assessment.score_id),
            "four_eyes": assessment.organisation.four_eyes,
        },
    )
    return decision


@transaction.atomic
def release_decision(decision: Decision, *, by: User) -> Decision:
    """Show a decision and its conditions to the vendor, whose leads get a mail; twice is the
    same as once."""
    assessment = locked(decision.assessment)
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.released_at is not None:
        return decision
    decision.released_at = timezone.now()
    decision.released_by = by
    decision.save(update_fields=["released_at", "released_by"])
    show_and_tell(
        assessment,
        decision.conditions.filter(released_at=None),
        mail=DeliveryKind.DECISION,
        by=by,
    )
    record(
        "decision shown to the vendor",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={"decision": str(decision.pk)},
    )
    return decision


def _end_of(verdict: Verdict) -> datetime.date | None:
    if not verdict.reason.strip():
        raise ReasonMissing
    if verdict.outcome == Outcome.REJECTED:
        return None
    today = timezone.localdate()
    until = verdict.valid_until
    if until is None or not today < until <= today + LONGEST:
        raise EndMissing
    return until


def _conditions_of(verdict: Verdict, until: datetime.date | None) -> list[str]:
    if verdict.outcome != Outcome.CONDITIONAL or until is None:
        return []
    conditions = [text.strip() for text in verdict.conditions if text.strip()]
    if not conditions:
        raise ConditionMissing
    due_on = verdict.conditions_due_on
    if due_on is not None and not timezone.localdate() < due_on <= until:
        raise ConditionDateWrong
    return conditions
