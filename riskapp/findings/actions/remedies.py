"""What buyer and vendor agree to do about findings."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from questionnaires.actions.evidence_files import stored
from questionnaires.actions.invitations import notify_leads
from questionnaires.choices import ProductMail, ScanState
from questionnaires.models import Respondent
from questionnaires.models.evidence import evidence_storage
from questionnaires.queries import earliest_today
from questionnaires.scanning import ScanVerdict
from riskapp.accounts.models import User
from riskapp.assessments.actions.locking import locked, note_reviewer
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.findings.actions.noting import locked_finding, note, settle
from riskapp.findings.choices import (
    POINTS_TO_ACT_ON,
    FindingEventKind,
    FindingState,
    PlanState,
)
from riskapp.findings.errors import (
    AnsweredBefore,
    FindingSettled,
    PlanRefused,
    TooManyPlans,
)
from riskapp.findings.models import Finding, FindingQuerySet, Plan, PlanFile

MAX_PLANS = 50


@transaction.atomic
def release_findings(
    assessment: Assessment,
    ids: Sequence[UUID],
    *,
    due_on: datetime.date | None,
    by: User,
) -> int:
    """Show unsettled findings to the vendor, with the day by which each should be settled; how
    many were not shown before. The leads at the vendor get one mail."""
    assessment = locked(assessment)
    chosen = Finding.objects.unsettled().filter(
        pk__in=ids, assessment=assessment, released_at=None
    )
    shown = show_and_notify(
        assessment, chosen, mail=POINTS_TO_ACT_ON, by=by, due_on=due_on
    )
    if shown:
        note_reviewer(assessment.pk, by)
    return shown


def show_and_notify(
    assessment: Assessment,
    findings: FindingQuerySet,
    *,
    mail: ProductMail,
    by: User,
    due_on: datetime.date | None = None,
) -> int:
    """Show findings and tell the leads at the vendor where to look; the caller holds the
    assessment. Without findings only a mail about something else goes out."""
    mine = findings.filter(for_buyer=False)  # what the buyer has to do is its own
    shown = list(mine.select_for_update(of=("self",)))
    now = timezone.now()
    for finding in shown:
        finding.released_at = now
        finding.due_on = finding.due_on or due_on
        finding.save(update_fields=["released_at", "due_on"])
        note(finding, FindingEventKind.RELEASED, by=by)
    if shown:
        record(
            "findings shown to the vendor",
            assessment,
            organisation=assessment.organisation,
            by=by,
            after={"findings": [str(finding.pk) for finding in shown]},
        )
    if shown or mail != POINTS_TO_ACT_ON:
        page = reverse("assessments:vendor_outcome", args=[assessment.response_id])
        notify_leads(assessment.response, mail.code, leads_to=page)
    return len(shown)


def propose(
    finding: Finding,
    *,
    text: str,
    url: str,
    due_on: datetime.date | None,
    is_done: bool,
    respondent: Respondent,
    files: Sequence[File[bytes]] = (),
) -> Plan:
    """The vendor says what it will do by when, or that it is done; this replaces what it
    proposed and nobody answered.

    Raises FindingSettled, PlanRefused without a day or with one in the past, TooManyPlans, and
    EvidenceRefused for a file of the wrong kind; then nothing is kept.
    """
    with stored(files) as columns, transaction.atomic():
        finding = locked_finding(finding)
        if not finding.is_unsettled:
            raise FindingSettled
        if not is_done and (due_on is None or due_on < earliest_today()):
            raise PlanRefused
        if finding.plans.count() >= MAX_PLANS:
            raise TooManyPlans
        finding.plans.filter(state=PlanState.PROPOSED).update(state=PlanState.REPLACED)
        plan = Plan.objects.create(
            finding=finding,
            text=text,
            url=url,
            due_on=None if is_done else due_on,
            is_done=is_done,
            made_by=respondent,
        )
        for facts in columns:
            PlanFile.objects.create(plan=plan, **facts)
        if is_done:
            finding.state = FindingState.DONE
            finding.save(update_fields=["state"])
        after = _plan_data(plan)
        note(
            finding,
            FindingEventKind.REPORTED if is_done else FindingEventKind.PROPOSED,
            respondent=respondent,
            text=text,
            after=after,
        )
        who = f"{respondent} ({finding.assessment.response.respondent_name})"
        record(
            "action reported as done" if is_done else "action proposed",
            finding,
            organisation=finding.organisation,
            by=None,
            actor_label=who[:254],
            after=after,
        )
    return plan


@transaction.atomic
def answer_plan(plan: Plan, *, agree: bool, text: str, by: User) -> Plan:
    """Agree to a vendor's action, which sets the day, or decline it with a reason.

    Agreeing to what is reported as done verifies and closes the finding. Raises
    FindingSettled, and AnsweredBefore.
    """
    finding = locked_finding(plan.finding)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if not finding.is_unsettled:
        raise FindingSettled
    if plan.state != PlanState.PROPOSED:
        raise AnsweredBefore
    plan.state = PlanState.AGREED if agree else PlanState.DECLINED
    plan.answer = text
    plan.save(update_fields=["state", "answer"])
    if agree and plan.is_done:
        settle(
            finding,
            FindingState.VERIFIED,
            FindingEventKind.VERIFIED,
            text=text,
            by=by,
            after=_plan_data(plan),
        )
        return plan
    finding.state = FindingState.PLANNED if agree else FindingState.OPEN
    if agree:
        finding.due_on = plan.due_on
    finding.save(update_fields=["state", "due_on"])
    after = _plan_data(plan) | {"answer": text}
    kind = FindingEventKind.AGREED if agree else FindingEventKind.DECLINED
    note(finding, kind, by=by, text=text, after=after)
    note_reviewer(finding.assessment_id, by)
    record(
        "action agreed" if agree else "action declined",
        finding,
        organisation=finding.organisation,
        by=by,
        after=after,
    )
    return plan


@transaction.atomic
def note_file_scan(file: PlanFile, verdict: ScanVerdict) -> PlanFile:
    """Write down what the scanner said, once; an infected file loses its bytes."""
    file = (
        PlanFile.objects.select_for_update(of=("self",))
        .select_related("plan__finding__organisation")
        .get(pk=file.pk)
    )
    if file.scan_state not in (ScanState.NONE, ScanState.WAITING):
        return file
    file.scan_state = verdict.state
    file.scan_reason = verdict.reason[:300]
    name = str(file.file.name or "")
    if verdict.state == ScanState.INFECTED:
        file.file = ""
        transaction.on_commit(lambda: evidence_storage().delete(name), robust=True)
    file.save(update_fields=["scan_state", "scan_reason", "file"])
    record(
        "file scanned",
        file,
        organisation=file.plan.finding.organisation,
        by=None,
        actor_label="virus scanner",
        after={"scan": file.scan_state, "reason": file.scan_reason},
    )
    return file


@transaction.atomic
def note_plan_file_download(
    file: PlanFile, *, by: User | None = None, respondent: Respondent | None = None
) -> None:
    """Note in the audit trail that a member, or its vendor, fetched a file."""
    record(
        "file downloaded",
        file,
        organisation=file.plan.finding.organisation,
        by=by,
        actor_label=f"{respondent} (vendor)"[:254] if respondent else "",
        after={"finding": str(file.plan.finding_id), "sha256": file.sha256},
    )


def _plan_data(plan: Plan) -> dict[str, Any]:
    return {
        "plan": str(plan.pk),
        "text": plan.text,
        "url": plan.url,
        "due_on": plan.due_on.isoformat() if plan.due_on else None,
        "is_done": plan.is_done,
        "files": [
            {"name": file.file_name, "sha256": file.sha256} for file in plan.files.all()
        ],
    }
