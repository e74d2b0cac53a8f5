"""Who may see a finding: the only way a view gets one."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from questionnaires.access import Seat
from questionnaires.queries import document_of
from riskapp.accounts.access import require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments.access import assessment_of_seat
from riskapp.assessments.models import Assessment, Score
from riskapp.findings.choices import FindingState
from riskapp.findings.models import Finding, Plan, PlanFile
from riskapp.findings.queries.listing import shown_findings


def finding_for(assessment: Assessment, finding_id: UUID) -> Finding:
    """A finding of the assessment in hand; any other is 404."""
    return get_object_or_404(
        Finding.objects.select_related(
            "owner", "accepted_by", "merged_into", "score"
        ).defer(*Score.result_of("score")),
        pk=finding_id,
        assessment=assessment,
    )


def findings_for(
    user: User, ids: Collection[UUID], can: Capability = Capability.VIEW
) -> list[Finding]:
    """Findings of any assessments of a person; one that is not there for them makes it 404,
    one that they may not do this with 403."""
    rows = list(
        Finding.objects.visible_to(user)
        .filter(pk__in=ids)
        .select_related(
            "assessment__engagement__vendor",
            "assessment__response",
            "assessment__score",
            "owner",
            "merged_into",
        )
        .defer("assessment__engagement__profile", *Score.result_of("assessment__score"))
        .order_by("assessment", "rank", "raised_at")
    )
    if len(rows) != len(set(ids)):
        raise Http404
    for organisation_id in {row.organisation_id for row in rows}:
        require(user, organisation_id, can)
    return rows


def plan_for(finding: Finding, plan_id: UUID) -> Plan:
    """What a vendor proposed about the finding in hand; anything else is 404."""
    return get_object_or_404(
        Plan.objects.select_related("finding"), pk=plan_id, finding=finding
    )


def plan_file_for(plan: Plan, file_id: UUID) -> PlanFile:
    """A file beside the action in hand; anything else is 404."""
    return get_object_or_404(
        PlanFile.objects.select_related("plan__finding__organisation"),
        pk=file_id,
        plan=plan,
    )


def shown_finding_for(seat: Seat, finding_id: UUID) -> Finding:
    """A finding that the vendor in hand was shown; any other is 404, and one about a section
    of others refused."""
    finding = get_object_or_404(
        Finding.objects.shown_to_vendor()
        .exclude(state=FindingState.MERGED)
        .prefetch_related("plans__files"),
        pk=finding_id,
        assessment=assessment_of_seat(seat),
    )
    question = document_of(seat.response.version).questions.get(finding.question)
    if question is None:
        seat.require_lead()
    else:
        seat.require_section(question.section)
    return finding


def points_for(seat: Seat) -> list[Finding]:
    """What the vendor in hand was shown and may answer: a colleague what lies in their
    sections, a lead everything. Without an assessment it is 404."""
    rows = shown_findings(assessment_of_seat(seat))
    questions = document_of(seat.response.version).questions
    return [
        row
        for row in rows
        if seat.is_lead
        or (
            row.question in questions
            and seat.may_answer(questions[row.question].section)
        )
    ]
