"""What a workbook of an action plan says, done to its findings: all of it or nothing.

Each finding gets its line in the history as if it were changed on its page; the trail says
besides that a file was taken in, and which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from questionnaires.models import Respondent
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.findings.actions.remedies import propose
from riskapp.findings.actions.settling import change, verify_finding
from riskapp.findings.errors import FindingSettled, NothingToTakeIn, PlanOutdated
from riskapp.findings.files.rows import PlanLine, buyer_lines, vendor_lines
from riskapp.findings.models import Finding


@dataclass(frozen=True, slots=True)
class PlanStep:
    """What one line changes: its finding, how the finding's cells were when somebody agreed to
    the change (``mark``), and what is to be set, as the action takes it."""

    key: UUID
    mark: str
    facts: Mapping[str, Any]


@transaction.atomic
def take_in_plan(
    assessment: Assessment, steps: Sequence[PlanStep], *, sha256: str, by: User
) -> int:
    """Change owners and days of findings, and close what ``remedied`` says, for the reason in
    ``note``; how many findings.

    Raises NothingToTakeIn, PlanOutdated where one of them changed since it was looked at, and
    what the actions themselves refuse; then nothing is changed.
    """
    rows = _held(assessment, steps)
    _refuse_changed(buyer_lines(rows.values()), steps)
    for step in steps:
        facts = dict(step.facts)
        is_remedied, reason = facts.pop("remedied", ""), facts.pop("note", "")
        finding = change(rows[step.key], facts=facts, by=by)
        if is_remedied:
            verify_finding(finding, reason=reason, by=by)
    _note(assessment, assessment, len(steps), sha256, by=by)
    return len(steps)


@transaction.atomic
def take_in_proposals(
    assessment: Assessment,
    steps: Sequence[PlanStep],
    *,
    sha256: str,
    respondent: Respondent,
) -> int:
    """The vendor proposes or reports what its workbook says, finding by finding; how many.

    Raises as ``take_in_plan`` does.
    """
    rows = _held(assessment, steps)
    _refuse_changed(vendor_lines(rows.values()), steps)
    for step in steps:
        propose(rows[step.key], respondent=respondent, **step.facts)
    # A vendor sees neither the engagement nor its name.
    _note(assessment, assessment.response, len(steps), sha256, respondent=respondent)
    return len(steps)


def _held(assessment: Assessment, steps: Sequence[PlanStep]) -> dict[UUID, Finding]:
    """The findings of the steps, read under the lock of their assessment."""
    if not steps:
        raise NothingToTakeIn
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    rows = {
        row.pk: row
        for row in Finding.objects.filter(
            assessment=assessment, pk__in=[step.key for step in steps]
        )
        .select_related("organisation", "owner", "assessment__response")
        .prefetch_related("plans")
        .select_for_update(of=("self",))
    }
    if len(rows) != len(steps) or not all(row.is_unsettled for row in rows.values()):
        raise FindingSettled
    return rows


def _refuse_changed(now: Sequence[PlanLine], steps: Sequence[PlanStep]) -> None:
    marks = {line.key: line.mark for line in now}
    if any(marks[step.key] != step.mark for step in steps):
        raise PlanOutdated


def _note(
    assessment: Assessment,
    about: Model,
    number: int,
    sha256: str,
    *,
    by: User | None = None,
    respondent: Respondent | None = None,
) -> None:
    record(
        "action plan taken in",
        about,
        organisation=assessment.organisation,
        by=by,
        actor_label=f"{respondent} (vendor)"[:254] if respondent else "",
        after={"findings": number, "sha256": sha256},
    )
