"""Deciding, recommending a decision, and telling the vendor."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from riskapp.accounts.models import Membership, User
from riskapp.assessments.actions.locking import locked, note_reviewer
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.errors import NotYetEvaluated, ReasonMissing, SecondPairOfEyes
from riskapp.assessments.models import Assessment, Score
from riskapp.assessments.queries.four_eyes import may_decide_on
from riskapp.assessments.queries.wording import in_language
from riskapp.audit.actions import record
from riskapp.decisions.choices import DECISION_MADE, Outcome
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
from riskapp.decisions.models import Condition, Decision, Recommendation
from riskapp.decisions.queries import Memo, memo_of
from riskapp.findings.actions.noting import LONGEST
from riskapp.findings.actions.remedies import show_and_notify
from riskapp.findings.actions.settling import add_finding, give_to
from riskapp.findings.choices import Severity
from riskapp.findings.errors import EndMissing, FindingSettled
from riskapp.findings.models import Finding
from riskapp.presentation.labels import SUGGESTED


@dataclass(frozen=True, slots=True)
class Term:
    """What an approval asks for: a critical rule put right, one finding, or something in words;
    by whom, by when.

    Without a day it is due with the other conditions; a rule never goes without an owner.
    """

    rule: str = ""
    finding: UUID | None = None
    text: str = ""
    owner: User | None = None
    due_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class DecisionInput:
    """What is decided on the score ``score_id``; the last day is included.

    ``on_top_of`` is the decision its author saw as the last. Conditions are ``terms`` and, in
    words of one's own, ``conditions``; without a day of their own they are due on
    ``conditions_due_on``, else when the decision ends. ``exception_reason`` is why an approval
    goes against the suggestion, or comes before the review is complete.
    """

    score_id: UUID
    outcome: Outcome
    reason: str
    vendor_text: str = ""
    valid_until: datetime.date | None = None
    conditions: Sequence[str] = ()
    conditions_due_on: datetime.date | None = None
    conditions_owner: User | None = None
    terms: Sequence[Term] = ()
    exception_reason: str = ""
    on_top_of: UUID | None = None


@transaction.atomic
def decide(assessment: Assessment, verdict: DecisionInput, *, by: User) -> Decision:
    """Decide on the score there is. Nothing before is edited, and however often the same is
    posted, one decision is made.

    Raises NotYetJudged; ScoreChanged and DecisionChanged when the approver looked at an older
    score or decision; with four eyes SecondPairOfEyes, and NobodyReviewed for an approval;
    ReasonMissing and ExceptionReasonMissing; EndMissing and EndTooLate; ConditionMissing,
    ConditionDateWrong, FindingSettled, OwnerMissing and OwnerUnknown; RuleUncovered and AcceptanceEnds for
    an approval that passes over a critical rule.
    """
    assessment = locked(assessment)
    score = _score_of(assessment, verdict)
    memo = memo_of(assessment, score)
    if not may_decide_on(assessment, by):
        raise SecondPairOfEyes
    approves = verdict.outcome != Outcome.REJECTED
    if approves and assessment.organisation.four_eyes and not memo.is_looked_at:
        raise NobodyReviewed
    until = _end_of(verdict, memo)
    exceptions = memo.exceptions_of(verdict.outcome)
    if exceptions and not verdict.exception_reason.strip():
        raise ExceptionReasonMissing(str(item.label) for item in exceptions)
    terms = _terms_of(assessment, verdict, memo, until)
    if until is not None:
        _require_cover(memo, terms, until)
    decision = Decision.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        score=score,
        outcome=verdict.outcome,
        reason=verdict.reason.strip(),
        vendor_text=verdict.vendor_text.strip(),
        suggestion=SUGGESTED[score.rating],
        exceptions=[item.value for item in exceptions],
        exception_reason=verdict.exception_reason.strip() if exceptions else "",
        basis=memo.as_data(),
        replaces=assessment.decision,
        valid_until=until,
        by=by,
    )
    assessment.decision = decision
    assessment.state = AssessmentState.DECIDED
    assessment.save(update_fields=["decision", "state"])
    made = _set_conditions(decision, memo, terms, by)
    record(
        "assessment decided",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={
            "decision": str(decision.pk),
            "outcome": verdict.outcome.value,
            "reason": decision.reason,
            "suggestion": decision.suggestion,
            "exceptions": decision.exceptions,
            "exception_reason": decision.exception_reason,
            "vendor_text": decision.vendor_text,
            "valid_until": until.isoformat() if until else None,
            "conditions": [_as_data(condition) for condition in made],
            "accepted_rules": [r.by for r in memo.critical_rules if r.is_accepted],
            "basis": decision.basis,
            "score": str(score.pk),
            "replaces": str(decision.replaces_id) if decision.replaces_id else None,
            "four_eyes": assessment.organisation.four_eyes,
        },
    )
    return decision


@transaction.atomic
def recommend(
    assessment: Assessment, *, score_id: UUID, outcome: Outcome, reason: str, by: User
) -> Recommendation:
    """Recommend a decision and hand over: the approvers are told. Whoever recommends does not
    decide, with four eyes. The same recommendation twice is the same as once.

    Raises NotYetJudged, ScoreChanged and ReasonMissing.
    """
    assessment = locked(assessment)
    score = _evaluated(assessment, score_id)
    if not reason.strip():
        raise ReasonMissing
    last = assessment.recommendations.filter(score=score).first()
    wanted = (outcome, reason.strip(), by.pk)
    if last is not None and (last.outcome, last.reason, last.by_id) == wanted:
        return last
    made = Recommendation.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        score=score,
        outcome=outcome,
        reason=reason.strip(),
        by=by,
    )
    note_reviewer(assessment.pk, by)
    record(
        "decision recommended",
        assessment,
        organisation=assessment.organisation,
        by=by,
        after={
            "outcome": outcome.value,
            "reason": made.reason,
            "score": str(score.pk),
        },
    )
    return made


@transaction.atomic
def follow_rule(assessment: Assessment, rule_id: str, *, by: User) -> Finding:
    """Make a critical rule a finding where none stands behind it, so that its risk can be
    accepted; that is no review. Twice is the same as once. Raises NotYetJudged and NoSuchRule.
    """
    assessment = locked(assessment)
    if assessment.score is None:
        raise NotYetEvaluated
    rules = {rule.by: rule for rule in memo_of(assessment, assessment.score).rules}
    rule = rules.get(rule_id)
    if rule is None or not rule.is_rule:
        raise NoSuchRule
    known = [row for row in (*rule.unsettled, *rule.accepted) if not row.question]
    if known:
        return known[0]
    facts = {
        "text": rule.title,
        "remedy": rule.way_out,
        "severity": rule.rating,
        "tool": ", ".join(rule.bare)[:200],
        "rules": [rule.by],
    }
    return add_finding(assessment, facts=facts, by=by, is_review=False)


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
    show_and_notify(
        assessment,
        Finding.objects.unsettled().filter(
            condition_of__decision=decision, released_at=None, for_buyer=False
        ),
        mail=DECISION_MADE,
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


def _score_of(assessment: Assessment, verdict: DecisionInput) -> Score:
    score = _evaluated(assessment, verdict.score_id)
    if assessment.decision_id != verdict.on_top_of:
        raise DecisionChanged
    return score


def _evaluated(assessment: Assessment, score_id: UUID) -> Score:
    """The newest score, where it is the one somebody looked at."""
    is_evaluated = assessment.state in (AssessmentState.SCORED, AssessmentState.DECIDED)
    if assessment.score is None or assessment.score_again or not is_evaluated:
        raise NotYetEvaluated
    if assessment.score_id != score_id:
        raise ScoreChanged
    return assessment.score


def _end_of(verdict: DecisionInput, memo: Memo) -> datetime.date | None:
    if not verdict.reason.strip():
        raise ReasonMissing
    if verdict.outcome == Outcome.REJECTED:
        return None
    today = timezone.localdate()
    until = verdict.valid_until
    if until is None or not today < until <= today + LONGEST:
        raise EndMissing
    if until > memo.last_day:
        raise EndTooLate(memo.score.get_rating_display(), memo.days, memo.last_day)
    return until


def _terms_of(
    assessment: Assessment,
    verdict: DecisionInput,
    memo: Memo,
    until: datetime.date | None,
) -> list[Term]:
    """Everything an approval asks for, each with its owner, where there is one, and its day."""
    if verdict.outcome != Outcome.CONDITIONAL or until is None:
        return []
    words = [Term(text=text.strip()) for text in verdict.conditions if text.strip()]
    terms = [
        replace(
            term,
            owner=term.owner or verdict.conditions_owner,
            due_on=term.due_on or verdict.conditions_due_on or until,
        )
        for term in (*verdict.terms, *words)
    ]
    if not terms:
        raise ConditionMissing
    known = {row.pk for row in memo.unsettled}
    if any(term.finding and term.finding not in known for term in terms):
        raise FindingSettled
    today = timezone.localdate()
    if not all(today < term.due_on <= until for term in terms if term.due_on):
        raise ConditionDateWrong
    owners = {term.owner.pk for term in terms if term.owner}
    members = Membership.objects.filter(
        organisation=assessment.organisation, user__in=owners
    )
    if members.count() != len(owners):
        raise OwnerUnknown
    return terms


def _require_cover(memo: Memo, terms: Sequence[Term], until: datetime.date) -> None:
    """Each critical rule is a condition with an owner, or its risk is accepted long enough."""
    by_rule = {term.rule: term for term in terms if term.rule}
    owners = {term.finding: term.owner for term in terms if term.finding}
    left = []
    for rule in memo.critical_rules:
        if rule.by in by_rule:
            if by_rule[rule.by].owner is None:
                raise OwnerMissing(in_language(rule.title))
            continue
        open_ones = [row for row in rule.unsettled if row.pk not in owners]
        if open_ones or rule.bare or not (rule.unsettled or rule.accepted):
            left.append(in_language(rule.title))
            continue
        if any(owners[row.pk] is None for row in rule.unsettled):
            raise OwnerMissing(in_language(rule.title))
        ends = rule.accepted_until
        if ends is not None and ends < until:
            raise AcceptanceEnds(in_language(rule.title), ends)
    if left:
        raise RuleUncovered(left)


def _set_conditions(
    decision: Decision,
    memo: Memo,
    terms: Sequence[Term],
    by: User,
) -> list[Condition]:
    """The findings asked for get their owner and day; what has no finding becomes one."""
    assessment = decision.assessment
    rules = {rule.by: rule for rule in memo.critical_rules}
    wanted: dict[UUID, tuple[str, Term]] = {}
    raised: list[tuple[str, Term, str, str]] = []
    for term in terms:
        rule = rules.get(term.rule)
        if rule is None:
            if term.finding:
                wanted.setdefault(term.finding, ("", term))
            if term.text:
                raised.append(("", term, term.text, Severity.HIGH))
            continue
        for row in rule.unsettled:
            wanted[row.pk] = (rule.by, term)
        if rule.bare or not rule.unsettled:
            raised.append((rule.by, term, rule.way_out or rule.title, rule.rating))
    rows = (
        Finding.objects.unsettled()
        .select_for_update(of=("self",))
        .select_related("organisation")
        .filter(assessment=assessment, pk__in=wanted)
        .order_by("rank", "raised_at")
    )
    made = [
        (rule, give_to(row, owner=term.owner, due_on=term.due_on, by=by))
        for row in rows
        for rule, term in [wanted[row.pk]]
    ]
    for rule_id, term, text, severity in raised:
        facts = {
            "text": text,
            "severity": severity,
            "owner": term.owner,
            "due_on": term.due_on,
            "rules": [rule_id] if rule_id else [],
        }
        made.append(
            (rule_id, add_finding(assessment, facts=facts, by=by, decision=decision))
        )
    return Condition.objects.bulk_create(
        Condition(
            decision=decision,
            finding=row,
            rule=rule,
            text=row.text,
            owner=row.owner,
            due_on=row.due_on,
        )
        for rule, row in made
    )


def _as_data(condition: Condition) -> dict[str, Any]:
    return {
        "finding": str(condition.finding_id),
        "rule": condition.rule,
        "text": condition.text,
        "owner": condition.owner.email if condition.owner else None,
        "due_on": condition.due_on.isoformat() if condition.due_on else None,
    }
