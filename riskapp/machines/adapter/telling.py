"""Objects as programs read them: plain values, by names that stay."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Schema

from questionnaires.models import Answer
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment, Score
from riskapp.audit.models import AuditEntry
from riskapp.decisions.models import Decision
from riskapp.findings.models import Finding
from riskapp.inventory.models import Tool
from riskapp.reports.models import Report
from riskapp.vendors.models import Engagement, Vendor


class ProblemFault(Schema):
    """Where a fault is, and what is wrong there."""

    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None
    detail: str


class ProblemDetails(Schema):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: list[ProblemFault] | None = None


class VendorItem(Schema):
    id: UUID
    name: str
    country: str
    owner: str | None
    services: str
    labels: list[str]
    is_sample: bool
    archived_at: datetime.datetime | None
    created_at: datetime.datetime


class EngagementItem(Schema):
    id: UUID
    vendor: UUID
    name: str
    contract_reference: str
    contract_starts_on: datetime.date | None
    contract_ends_on: datetime.date | None
    profile: dict[str, str]
    tier: str
    inherent: float | None
    rating: str
    residual: float | None
    assessed_on: datetime.date | None
    next_review_on: datetime.date | None
    archived_at: datetime.datetime | None
    created_at: datetime.datetime


class AssessmentItem(Schema):
    id: UUID
    engagement: UUID
    vendor: UUID
    state: str
    due_on: datetime.date
    started_at: datetime.datetime
    score: UUID | None
    decision: UUID | None
    review_completed_at: datetime.datetime | None


class AnswerItem(Schema):
    id: int
    question: str
    entry: str | None
    value: Any
    evidence_level: str
    answered_at: datetime.datetime


class ScoreItem(Schema):
    id: UUID
    assessment: UUID
    model: str
    catalogue_version: str
    as_of: datetime.date
    cause: str
    inherent: float
    control: float
    residual: float
    rating: str
    evidence: float
    completeness: float
    provisional: bool
    rules_fired: int
    tools: int
    created_at: datetime.datetime


class FindingItem(Schema):
    id: UUID
    assessment: UUID
    source: str
    state: str
    severity: str
    for_buyer: bool
    question: str
    tool: str
    text: str
    remedy: str
    theme: str
    rules: list[str]
    criteria: list[str]
    owner: str | None
    due_on: datetime.date | None
    released_at: datetime.datetime | None
    accepted_until: datetime.date | None
    raised_at: datetime.datetime
    settled_at: datetime.datetime | None


class DecisionItem(Schema):
    id: UUID
    assessment: UUID
    score: UUID
    outcome: str
    reason: str | None
    vendor_text: str
    exceptions: list[str]
    valid_until: datetime.date | None
    by: str
    at: datetime.datetime
    released_at: datetime.datetime | None
    replaces: UUID | None


class ToolItem(Schema):
    id: UUID
    vendor: UUID
    engagement: UUID
    name: str
    product: str
    provider: str
    plan: str
    autonomy: str
    credential: str
    training: str
    contract: str
    lifetime_hours: float | None
    retention_days: float | None
    changed_on: datetime.date | None
    reviewed_on: datetime.date | None
    rights: list[str]
    excess: list[str]
    places: list[str]
    outside_eea: list[str]


class ReportItem(Schema):
    id: UUID
    kind: str
    assessment: UUID | None
    score: UUID | None
    variant: str
    language: str
    format: str
    state: str
    progress: int
    sha256: str
    is_signed: bool
    requested_at: datetime.datetime
    finished_at: datetime.datetime | None


class AuditItem(Schema):
    id: int
    position: int
    at: datetime.datetime
    actor: str
    ip: str | None
    user_agent: str
    action: str
    object_type: str
    object_id: str
    object_label: str
    before: Any
    after: Any
    hash: str


def vendor_told(vendor: Vendor) -> dict[str, Any]:
    return _same(vendor, VendorItem) | {"owner": _email(vendor.owner)}


def engagement_told(engagement: Engagement) -> dict[str, Any]:
    return _same(engagement, EngagementItem) | {
        "vendor": engagement.vendor_id,
        "inherent": _number(engagement.inherent),
        "residual": _number(engagement.residual),
    }


def assessment_told(assessment: Assessment) -> dict[str, Any]:
    told = {
        "engagement": assessment.engagement_id,
        "vendor": assessment.engagement.vendor_id,
        "score": assessment.score_id,
        "decision": assessment.decision_id,
    }
    return _same(assessment, AssessmentItem, told) | told


def answer_told(answer: Answer) -> dict[str, Any]:
    return _same(answer, AnswerItem) | {
        "entry": str(answer.entry_id) if answer.entry_id else None
    }


def score_told(score: Score) -> dict[str, Any]:
    numbers = ("inherent", "control", "residual", "evidence", "completeness")
    return (
        _same(score, ScoreItem)
        | {"assessment": score.assessment_id}
        | {name: _number(getattr(score, name)) for name in numbers}
    )


def finding_told(finding: Finding) -> dict[str, Any]:
    return _same(finding, FindingItem) | {
        "assessment": finding.assessment_id,
        "owner": _email(finding.owner),
    }


def decision_told(decision: Decision, *, may_read: bool) -> dict[str, Any]:
    """A decision; its reason is for whoever may read answers."""
    return _same(decision, DecisionItem) | {
        "assessment": decision.assessment_id,
        "score": decision.score_id,
        "reason": decision.reason if may_read else None,
        "by": decision.by.email,
        "replaces": decision.replaces_id,
    }


def tool_told(tool: Tool) -> dict[str, Any]:
    told = {
        "vendor": tool.vendor_id,
        "engagement": tool.engagement_id,
        "lifetime_hours": _number(tool.lifetime),
        "retention_days": _number(tool.retention),
        "outside_eea": tool.outside,
    }
    return _same(tool, ToolItem, told) | told


def report_told(report: Report) -> dict[str, Any]:
    return _same(report, ReportItem) | {
        "assessment": report.assessment_id,
        "score": report.score_id,
    }


def entry_told(entry: AuditEntry) -> dict[str, Any]:
    told = {"actor": entry.actor_label}
    return _same(entry, AuditItem, told) | told


def _same(
    row: Any, schema: type[Schema], but: dict[str, Any] | None = None
) -> dict[str, Any]:
    """What a row calls as its schema does; keys of other rows are put in by the caller."""
    related = {field.name for field in row._meta.concrete_fields if field.is_relation}  # noqa: SLF001  # documented API
    return {
        name: getattr(row, name)
        for name in schema.model_fields
        if name not in related and not (but and name in but)
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _email(user: User | None) -> str | None:
    return user.email if user else None
