"""What can happen to a finding, each time with a line in its history and in the audit trail."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from questionnaires.models import Entry, Respondent
from riskapp.accounts.models import User
from riskapp.assessments.choices import (
    FindingEventKind,
    FindingSource,
    FindingState,
    PlanState,
    Severity,
)
from riskapp.assessments.errors import FindingSettled, PlanRefused
from riskapp.assessments.models import Assessment, Finding, FindingEvent, Plan, Score
from riskapp.audit.actions import record
from riskapp.scoring.model import FindingScore

SEVERITY_OF_RISK = {4: Severity.HIGH, 3: Severity.HIGH, 2: Severity.MODERATE}


def raise_findings(score: Score, raised: Iterable[FindingScore]) -> None:
    """Raise what a score found, keep what is known, settle what is no longer there.

    What people decided stays: an accepted, merged or dismissed finding is updated, not
    reopened. One that a new answer had settled, and that is back, opens again. The caller
    holds the assessment.
    """
    assessment = score.assessment
    known = _known(score)
    new: list[Finding] = []
    for rank, item in enumerate(raised, start=1):
        facts = _facts(score, rank, item)
        finding = known.pop((item.question, item.entry), None)
        if finding is None:
            finding = Finding(
                organisation=score.organisation,
                assessment=assessment,
                severity=_severity(item),
                **facts,
            )
            new.append(finding)
            continue
        for name, value in facts.items():
            if name not in ("text", "remedy"):
                setattr(finding, name, value)
        if finding.state in (FindingState.RESOLVED, FindingState.VERIFIED):
            finding.state = FindingState.OPEN
            finding.settled_at = None
            note(finding, FindingEventKind.REOPENED, after={"score": str(score.pk)})
        finding.save()
    Finding.objects.bulk_create(new)
    FindingEvent.objects.bulk_create(
        FindingEvent(
            finding=finding,
            kind=FindingEventKind.RAISED,
            after={"score": str(score.pk)},
        )
        for finding in new
    )
    for finding in known.values():
        if finding.is_unsettled:
            finding.state = FindingState.RESOLVED
            finding.settled_at = timezone.now()
            finding.save(update_fields=["state", "settled_at"])
            note(finding, FindingEventKind.RESOLVED, after={"score": str(score.pk)})


@transaction.atomic
def release_findings(
    assessment: Assessment,
    findings: Iterable[Finding],
    *,
    due_on: datetime.date | None,
    by: User,
) -> int:
    """Show findings to the vendor, with the day by which each should be settled; how many
    were not shown before."""
    now = timezone.now()
    shown = 0
    ids = [finding.pk for finding in findings]
    for finding in Finding.objects.select_for_update().filter(
        pk__in=ids, assessment=assessment, released_at=None
    ):
        finding.released_at = now
        finding.due_on = finding.due_on or due_on
        finding.save(update_fields=["released_at", "due_on"])
        note(finding, FindingEventKind.RELEASED, by=by)
        shown += 1
    if shown:
        record(
            "findings shown to the vendor",
            assessment,
            organisation=assessment.organisation,
            by=by,
            after={"findings": [str(pk) for pk in ids]},
        )
    return shown


@transaction.atomic
def propose(
    finding: Finding,
    *,
    text: str,
    url: str,
    due_on: datetime.date | None,
    is_done: bool,
    respondent: Respondent,
) -> Plan:
    """The vendor says what it will do by when, or that it is done.

    Raises FindingSettled, and PlanRefused without a day or with one in the past.
    """
    finding = _locked(finding)
    if not finding.is_unsettled:
        raise FindingSettled
    if not is_done and (due_on is None or due_on < timezone.localdate()):
        raise PlanRefused
    plan = Plan.objects.create(
        finding=finding,
        text=text,
        url=url,
        due_on=None if is_done else due_on,
        is_done=is_done,
        made_by=respondent,
    )
    kind = FindingEventKind.REPORTED if is_done else FindingEventKind.PROPOSED
    if is_done:
        finding.state = FindingState.DONE
        finding.save(update_fields=["state"])
    note(finding, kind, respondent=respondent, text=text, after=_plan_data(plan))
    record(
        "action reported as done" if is_done else "action proposed",
        finding,
        organisation=finding.organisation,
        by=None,
        actor_label=f"{respondent} ({finding.assessment.response.respondent_name})"[
            :254
        ],
        after=_plan_data(plan),
    )
    return plan


@transaction.atomic
def answer_plan(plan: Plan, *, agree: bool, text: str, by: User) -> Plan:
    """Agree to a vendor's action, which sets the day, or decline it with a reason.

    Raises FindingSettled, and PlanRefused when it was answered before.
    """
    finding = _locked(plan.finding)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if not finding.is_unsettled:
        raise FindingSettled
    if plan.state != PlanState.PROPOSED:
        raise PlanRefused
    plan.state = PlanState.AGREED if agree else PlanState.DECLINED
    plan.answer = text
    plan.save(update_fields=["state", "answer"])
    if agree and plan.is_done:
        settle(
            finding, FindingState.VERIFIED, FindingEventKind.VERIFIED, text=text, by=by
        )
        return plan
    finding.state = FindingState.PLANNED if agree else FindingState.OPEN
    if agree:
        finding.due_on = plan.due_on
    finding.save(update_fields=["state", "due_on"])
    kind = FindingEventKind.AGREED if agree else FindingEventKind.DECLINED
    note(finding, kind, by=by, text=text, after=_plan_data(plan))
    record(
        "action agreed" if agree else "action declined",
        finding,
        organisation=finding.organisation,
        by=by,
        after=_plan_data(plan) | {"answer": text},
    )
    return plan


def settle(
    finding: Finding,
    state: FindingState,
    kind: FindingEventKind,
    *,
    text: str,
    by: User | None,
    after: Any = None,
) -> None:
    """Put a finding into a state that needs nobody any more; the caller holds it."""
    before = finding.state
    finding.state = state
    finding.settled_at = timezone.now()
    finding.save()
    note(finding, kind, by=by, text=text, before={"state": before}, after=after)
    record(
        f"finding {state.value}",
        finding,
        organisation=finding.organisation,
        by=by,
        before={"state": before},
        after={"state": state.value, "reason": text} | (after or {}),
    )


def note(
    finding: Finding,
    kind: FindingEventKind,
    *,
    by: User | None = None,
    respondent: Respondent | None = None,
    text: str = "",
    before: Any = None,
    after: Any = None,
) -> FindingEvent:
    """Append one line to the history of a finding, in the caller's transaction."""
    return FindingEvent.objects.create(
        finding=finding,
        kind=kind,
        by=by,
        respondent=respondent,
        text=text,
        before=before,
        after=after,
    )


def _locked(finding: Finding) -> Finding:
    return (
        Finding.objects.select_for_update(of=("self",))
        .select_related("organisation", "assessment__response")
        .get(pk=finding.pk)
    )


def _known(score: Score) -> dict[tuple[str, str], Finding]:
    """The findings raised so far by the places of the response that is judged now."""
    moved = {
        str(origin): str(pk)
        for pk, origin in Entry.objects.filter(
            response=score.response, origin__isnull=False
        ).values_list("pk", "origin")
    }
    return {
        (finding.question, moved.get(finding.entry, finding.entry)): finding
        for finding in Finding.objects.select_for_update(of=("self",)).filter(
            assessment=score.assessment, source=FindingSource.RULE
        )
    }


def _facts(score: Score, rank: int, item: FindingScore) -> dict[str, Any]:
    return {
        "score": score,
        "rank": rank,
        "question": item.question,
        "entry": item.entry,
        "tool": item.tool[:200],
        "risk": item.risk,
        "gain": Decimal(item.gain),
        "text": item.text,
        "remedy": item.remedy,
        "rules": list(item.rules),
        "criteria": list(item.criteria),
    }


def _severity(item: FindingScore) -> Severity:
    if item.rules:
        return Severity.CRITICAL
    return SEVERITY_OF_RISK.get(item.risk, Severity.LOW)


def _plan_data(plan: Plan) -> dict[str, Any]:
    return {
        "plan": str(plan.pk),
        "text": plan.text,
        "url": plan.url,
        "due_on": plan.due_on.isoformat() if plan.due_on else None,
        "is_done": plan.is_done,
    }
