"""The export pack of an assessment: everything an audit asks for, in one ZIP with a manifest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from questionnaires.models import Evidence
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.history import events_of
from riskapp.audit.models import AuditEntry
from riskapp.decisions.models import Decision
from riskapp.findings.models import Finding
from riskapp.reports.actions.asking import asked_report
from riskapp.reports.choices import Format, Language, ReportKind, Variant
from riskapp.reports.models import Report
from riskapp.reports.queries.inputs import inputs_of


@transaction.atomic
def request_pack(
    assessment: Assessment, *, by: User, language: str = Language.EN
) -> Report:
    """The pack as everything stands now; nothing changed gives the same one.

    Raises NothingToReport before there is a score.
    """
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related(
            "organisation", "score__response", "engagement__vendor", "decision__by"
        )
        .get(pk=assessment.pk)
    )
    inputs = inputs_of(
        assessment, variant=Variant.FULL, language=language, wanted=Format.ZIP
    )
    inputs |= {
        "kind": ReportKind.PACK.value,
        "last_event": events_of(assessment).aggregate(last=Max("pk"))["last"],
        "last_entry": _entries(assessment).aggregate(last=Max("pk"))["last"],
    }
    return asked_report(
        assessment.organisation,
        inputs,
        by=by,
        kind=ReportKind.PACK,
        assessment=assessment,
        score=assessment.score,
        variant=Variant.FULL,
        language=language,
        format=Format.ZIP,
        is_draft=inputs["is_draft"],
    )


def gathered(report: Report) -> dict[str, list[dict[str, Any]]]:
    """What a pack holds beside the report, the answers and the score, as plain values."""
    assessment, inputs = report.assessment, report.inputs
    if assessment is None:
        return {}
    events = events_of(assessment).filter(pk__lte=inputs["last_event"] or 0)
    entries = _entries(assessment).filter(pk__lte=inputs["last_entry"] or 0)
    return {
        "findings": list(_findings(assessment)),
        "decisions": list(_decisions(assessment)),
        "history": [
            {
                "at": event.at.isoformat(),
                "kind": event.kind,
                "by": str(event.respondent or event.actor),
                "question": event.question or None,
                "entry": str(event.entry_id) if event.entry_id else None,
                "before": event.before,
                "after": event.after,
            }
            for event in events.order_by("pk")
        ],
        "audit": [
            {
                "at": entry.at.isoformat(),
                "by": entry.actor_label,
                "action": entry.action,
                "object": {"type": entry.object_type, "id": entry.object_id},
                "before": entry.before,
                "after": entry.after,
                "position": entry.position,
                "previous_hash": entry.previous_hash,
                "hash": entry.hash,
            }
            for entry in entries.order_by("pk")
        ],
        "evidence": list(_evidence(assessment)),
    }


def _entries(assessment: Assessment) -> Any:
    """The entries of the audit trail about an assessment, its findings and its decisions;
    those about its reports are left out: to ask for a pack would make another one."""
    keys = [
        str(assessment.pk),
        str(assessment.response_id),
        *map(str, assessment.findings.values_list("pk", flat=True)),
        *map(str, assessment.decisions.values_list("pk", flat=True)),
    ]
    return AuditEntry.objects.filter(
        Q(organisation=assessment.organisation_id), object_id__in=keys
    ).order_by()


def _findings(assessment: Assessment) -> Iterable[dict[str, Any]]:
    rows = Finding.objects.filter(assessment=assessment).select_related(
        "owner", "accepted_by"
    )
    for row in rows.order_by("rank", "pk"):
        yield {
            "id": str(row.pk),
            "source": row.source,
            "state": row.state,
            "severity": row.severity,
            "question": row.question or None,
            "tool": row.tool or None,
            "text": row.text,
            "rules": row.rules,
            "criteria": row.criteria,
            "owner": str(row.owner) if row.owner else None,
            "due": row.due_on.isoformat() if row.due_on else None,
            "accepted_by": str(row.accepted_by) if row.accepted_by else None,
            "accepted_until": row.accepted_until.isoformat()
            if row.accepted_until
            else None,
            "accepted_reason": row.accepted_reason or None,
        }


def _decisions(assessment: Assessment) -> Iterable[dict[str, Any]]:
    rows = Decision.objects.filter(assessment=assessment).select_related("by")
    for row in rows.order_by("at").prefetch_related("conditions"):
        yield {
            "id": str(row.pk),
            "at": row.at.isoformat(),
            "by": str(row.by),
            "outcome": row.outcome,
            "reason": row.reason,
            "suggestion": row.suggestion or None,
            "exceptions": row.exceptions,
            "exception_reason": row.exception_reason or None,
            "basis": row.basis,
            "valid_until": row.valid_until.isoformat() if row.valid_until else None,
            "score": str(row.score_id),
            "conditions": [
                {
                    "finding": str(one.finding_id),
                    "text": one.text,
                    "due": one.due_on.isoformat() if one.due_on else None,
                }
                for one in row.conditions.all()
            ],
        }


def _evidence(assessment: Assessment) -> Iterable[dict[str, Any]]:
    rows = Evidence.objects.filter(response=assessment.response_id)
    for row in rows.order_by("question", "added_at", "pk"):
        yield {
            "question": row.question,
            "entry": str(row.entry_id) if row.entry_id else None,
            "kind": row.kind,
            "title": row.title,
            "level": row.level,
            "url": row.url or None,
            "file": row.file_name or None,
            "bytes": row.size or None,
            "sha256": row.sha256 or None,
            "effective": row.effective_on.isoformat() if row.effective_on else None,
            "expires": row.expires_on.isoformat() if row.expires_on else None,
            "removed": row.removed_at.isoformat() if row.removed_at else None,
        }
