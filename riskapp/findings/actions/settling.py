"""What becomes of findings: edited, merged, verified, dismissed, accepted, opened again."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_noop as mark

from riskapp.accounts.models import User
from riskapp.assessments.actions.locking import note_reviewer
from riskapp.assessments.errors import NotYetEvaluated, ReasonMissing, SecondPairOfEyes
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.four_eyes import may_decide_on
from riskapp.audit.actions import record
from riskapp.common.wall import in_organisation
from riskapp.common.work import one_of_many
from riskapp.common.zones import days_in
from riskapp.findings.actions.noting import LONGEST, locked_finding, note, settle
from riskapp.findings.choices import FindingEventKind, FindingSource, FindingState
from riskapp.findings.errors import (
    CannotMerge,
    EndMissing,
    FindingSettled,
    NotAccepted,
)
from riskapp.findings.models import Finding

if TYPE_CHECKING:
    from riskapp.decisions.models import Decision

ENDED = mark("The acceptance has ended.")
EDITABLE = ("text", "remedy", "severity", "owner", "due_on")


@transaction.atomic
def add_finding(
    assessment: Assessment,
    *,
    facts: Mapping[str, Any],
    by: User,
    decision: Decision | None = None,
    is_review: bool = True,
) -> Finding:
    """Raise a finding by hand, last in the list; ``facts`` as in ``edit_finding``.

    With ``decision`` it is a condition of that, and the approver does not review by it, nor
    where ``is_review`` is false.
    Raises NotYetJudged.
    """
    assessment = Assessment.objects.select_for_update(of=("self",)).get(
        pk=assessment.pk
    )
    if assessment.score is None:
        raise NotYetEvaluated
    last = assessment.findings.aggregate(last=Max("rank"))["last"] or 0
    finding = Finding.objects.create(
        organisation=assessment.organisation,
        assessment=assessment,
        score=assessment.score,
        source=FindingSource.CONDITION if decision else FindingSource.HAND,
        decision=decision,
        rank=last + 1,
        **facts,
    )
    if decision is None and is_review:
        note_reviewer(assessment.pk, by)
    after = _as_data(finding)
    note(finding, FindingEventKind.RAISED, by=by, after=after)
    record(
        "finding raised", finding, organisation=finding.organisation, by=by, after=after
    )
    return finding


@transaction.atomic
def edit_finding(finding: Finding, *, facts: Mapping[str, Any], by: User) -> Finding:
    """Change the words, severity, owner or day of a finding; nothing changed is no event."""
    return change(locked_finding(finding), facts=facts, by=by)


def change(finding: Finding, *, facts: Mapping[str, Any], by: User) -> Finding:
    """The same for a finding that the caller holds; what ``facts`` leave out stays."""
    before = _as_data(finding)
    for name in EDITABLE:
        if name in facts:
            setattr(finding, name, facts[name])
    if _edited(finding, before, mark("finding edited"), by=by):
        note_reviewer(finding.assessment_id, by)
    return finding


@transaction.atomic
def give_to(
    finding: Finding, *, owner: User | None, due_on: datetime.date | None, by: User
) -> Finding:
    """Make a finding a condition: its owner and its day. Deciding is no review.

    The caller holds the finding and its assessment.
    """
    before = _as_data(finding)
    finding.owner = owner or finding.owner
    finding.due_on = due_on or finding.due_on
    _edited(finding, before, mark("finding made a condition"), by=by)
    return finding


def _edited(finding: Finding, before: dict[str, Any], action: str, *, by: User) -> bool:
    """Save what was set on a finding since ``before``, and tell of it; nothing changed is no
    event."""
    after = _as_data(finding)
    if after == before:
        return False
    finding.save(update_fields=EDITABLE)
    note(finding, FindingEventKind.EDITED, by=by, before=before, after=after)
    record(
        action,
        finding,
        organisation=finding.organisation,
        by=by,
        before=before,
        after=after,
    )
    return True


@transaction.atomic
def verify_finding(finding: Finding, *, reason: str, by: User) -> Finding:
    """Close a finding because somebody saw that it is remedied.

    Raises FindingSettled and ReasonMissing.
    """
    return _settle(
        finding, FindingState.VERIFIED, FindingEventKind.VERIFIED, reason, by
    )


@transaction.atomic
def dismiss_finding(finding: Finding, *, reason: str, by: User) -> Finding:
    """Say that a finding is no weakness here. Raises FindingSettled and ReasonMissing."""
    return _settle(
        finding, FindingState.DISMISSED, FindingEventKind.DISMISSED, reason, by
    )


@transaction.atomic
def accept_finding(
    finding: Finding, *, reason: str, until: datetime.date, by: User
) -> Finding:
    """Accept the risk, with a name, a reason and an end, after which it opens again by itself.

    It is a decision, so with four eyes nobody accepts what they reviewed. Raises
    SecondPairOfEyes, FindingSettled, ReasonMissing, and EndMissing for a day that is past or
    more than two years away.
    """
    refuse_end(until)
    return take_on(_unsettled(finding, reason), reason=reason, until=until, by=by)


def refuse_end(until: datetime.date) -> None:
    """Raise EndMissing for a day until which no risk can be accepted."""
    today = timezone.localdate()
    if not today < until <= today + LONGEST:
        raise EndMissing


def take_on(
    finding: Finding,
    *,
    reason: str,
    until: datetime.date,
    by: User,
    before: Mapping[str, Any] | None = None,
) -> Finding:
    """Accept the risk of a finding that the caller holds; ``before`` says who had accepted it,
    until when. Raises SecondPairOfEyes."""
    if not may_decide_on(finding.assessment, by):
        raise SecondPairOfEyes
    finding.accepted_by = by
    finding.accepted_reason = reason.strip()
    finding.accepted_until = until
    settle(
        finding,
        FindingState.ACCEPTED,
        FindingEventKind.ACCEPTED,
        text=reason.strip(),
        by=by,
        before=before,
        after={"until": until.isoformat()},
    )
    return finding


@transaction.atomic
def renew_acceptance(
    finding: Finding, *, reason: str, until: datetime.date, by: User
) -> Finding:
    """Accept an accepted risk anew, until another day: a decision like the first one, with the
    name of whoever takes it.

    Raises SecondPairOfEyes, NotAccepted, ReasonMissing, and EndMissing.
    """
    refuse_end(until)
    if not reason.strip():
        raise ReasonMissing
    finding = locked_finding(finding)
    if finding.accepted_by is None or finding.accepted_until is None:
        raise NotAccepted
    before = {
        "accepted_by": finding.accepted_by.email,
        "until": finding.accepted_until.isoformat(),
    }
    return take_on(finding, reason=reason, until=until, by=by, before=before)


@transaction.atomic
def merge_finding(finding: Finding, into: Finding, *, by: User) -> Finding:
    """Follow a finding within another one of the same assessment, which is shown to the vendor
    if the first one was.

    Raises FindingSettled where one of them is settled, and CannotMerge where they do not
    belong together.
    """
    if finding.pk == into.pk or finding.assessment_id != into.assessment_id:
        raise CannotMerge
    first, second = sorted((finding, into), key=lambda row: row.pk)
    rows = {row.pk: row for row in (locked_finding(first), locked_finding(second))}
    finding, into = rows[finding.pk], rows[into.pk]
    if not (finding.is_unsettled and into.is_unsettled):
        raise FindingSettled
    finding.merged_into = into
    if finding.released_at and not into.released_at:
        into.released_at = timezone.now()
        into.save(update_fields=["released_at"])
        note(into, FindingEventKind.RELEASED, by=by)
    settle(
        finding,
        FindingState.MERGED,
        FindingEventKind.MERGED,
        text="",
        by=by,
        after={"into": str(into.pk)},
    )
    return finding


@transaction.atomic
def reopen_finding(finding: Finding, *, reason: str, by: User | None) -> Finding:
    """Bring a settled finding back; an open one stays as it is. An acceptance is over with it,
    and whoever gave it does not review by that."""
    finding = locked_finding(finding)
    if finding.is_unsettled:
        return finding
    is_review = by is not None and by.pk != finding.accepted_by_id
    before = {"state": str(finding.state)}
    if finding.accepted_by and finding.accepted_until:
        before |= {
            "accepted_by": finding.accepted_by.email,
            "accepted_until": finding.accepted_until.isoformat(),
        }
    finding.state = FindingState.OPEN
    finding.settled_at = None
    finding.merged_into = None
    finding.accepted_by = None
    finding.accepted_reason = ""
    finding.accepted_until = None
    finding.save()
    if by is not None and is_review:
        note_reviewer(finding.assessment_id, by)
    note(finding, FindingEventKind.REOPENED, by=by, text=reason, before=before)
    record(
        "finding reopened",
        finding,
        organisation=finding.organisation,
        by=by,
        before=before,
        after={"state": finding.state, "reason": reason},
    )
    return finding


def reopen_ended(today: datetime.date, zone: str = "") -> int:
    """Reopen what was accepted until a day that has passed; how many.

    ``zone`` names the time zone in which it is ``today``: only what is counted there.

    Each in a transaction of its own, after another look under its lock: running twice, also
    at the same time, reopens once.
    """
    ended = Finding.objects.accepted().counted_in(zone)
    ended = ended.filter(accepted_until__lt=today)
    reopened = 0
    for finding in ended:
        with days_in(zone), one_of_many(), in_organisation(finding.organisation_id):
            reopened += _reopen_if_ended(finding, today)
    return reopened


@transaction.atomic
def _reopen_if_ended(finding: Finding, today: datetime.date) -> bool:
    finding = locked_finding(finding)
    if finding.accepted_until is None or finding.accepted_until >= today:
        return False
    reopen_finding(finding, reason=ENDED, by=None)
    return True


def _unsettled(finding: Finding, reason: str) -> Finding:
    if not reason.strip():
        raise ReasonMissing
    finding = locked_finding(finding)
    if not finding.is_unsettled:
        raise FindingSettled
    return finding


def _settle(
    finding: Finding,
    state: FindingState,
    kind: FindingEventKind,
    reason: str,
    by: User,
) -> Finding:
    finding = _unsettled(finding, reason)
    settle(finding, state, kind, text=reason.strip(), by=by)
    return finding


def _as_data(finding: Finding) -> dict[str, Any]:
    return {
        "text": finding.text,
        "remedy": finding.remedy,
        "severity": str(finding.severity),
        "owner": finding.owner.email if finding.owner else None,
        "due_on": finding.due_on.isoformat() if finding.due_on else None,
    }
