"""What can happen to a finding, each time with a line in its history and in the audit trail."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as mark

from questionnaires.models import Respondent
from riskapp.accounts.models import User
from riskapp.assessments.actions.locking import note_reviewer
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.findings.choices import FindingEventKind, FindingState
from riskapp.findings.models import Finding, FindingEvent

# No risk is accepted, and nothing decided, for longer than this.
LONGEST = datetime.timedelta(days=730)

# What the audit trail says of a finding that came into a state.
SETTLED: Mapping[str, str] = {
    FindingState.OPEN: mark("finding open"),
    FindingState.PLANNED: mark("finding planned"),
    FindingState.DONE: mark("finding done"),
    FindingState.VERIFIED: mark("finding verified"),
    FindingState.RESOLVED: mark("finding resolved"),
    FindingState.ACCEPTED: mark("finding accepted"),
    FindingState.MERGED: mark("finding merged"),
    FindingState.DISMISSED: mark("finding dismissed"),
}


def settle(
    finding: Finding,
    state: FindingState,
    kind: FindingEventKind,
    *,
    text: str,
    by: User | None,
    before: Mapping[str, Any] | None = None,
    after: Any = None,
) -> None:
    """Put a finding into a state that needs nobody any more; the caller holds it."""
    was = {"state": str(finding.state), **(before or {})}
    finding.state = state
    finding.settled_at = timezone.now()
    finding.save()
    note(finding, kind, by=by, text=text, before=was, after=after)
    if by is not None and state != FindingState.ACCEPTED:
        note_reviewer(finding.assessment_id, by)
    record(
        SETTLED[state],
        finding,
        organisation=finding.organisation,
        by=by,
        before=was,
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


def locked_finding(finding: Finding) -> Finding:
    """The row and its assessment, locked until the transaction ends.

    The assessment first, as scoring does it: nobody waits in a circle.
    """
    Assessment.objects.select_for_update().get(pk=finding.assessment_id)
    return (
        Finding.objects.select_for_update(of=("self",))
        .select_related("organisation", "assessment__response", "assessment__decision")
        .get(pk=finding.pk)
    )
