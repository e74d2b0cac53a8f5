"""What a report on an assessment is made from."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from django.utils import timezone, translation

from questionnaires.document.digest import digest
from questionnaires.queries import threads_of
from riskapp.accounts.models import Organisation
from riskapp.assessments.models import Assessment
from riskapp.decisions.models import Decision
from riskapp.findings.models import Finding
from riskapp.reports.choices import Language, ReportKind, Variant
from riskapp.reports.errors import NothingToReport
from riskapp.reports.models import ReportLook
from riskapp.reports.queries.agents import agents_told
from riskapp.reports.queries.contradictions import contradicted
from riskapp.reports.queries.since import since_of

# Another number gives everybody a new report of the same facts.
LAYOUT = 5


def inputs_of(
    assessment: Assessment, *, variant: str, language: str, wanted: str
) -> dict[str, Any]:
    """Everything a report says besides the frozen score and answers, reduced to what its
    reader may see. Plain values, so that their digest stands for them. Raises
    NothingToReport before there is a score."""
    score = assessment.score
    if score is None:
        raise NothingToReport
    response = score.response
    vendor = assessment.engagement.vendor
    since = {} if variant == Variant.VENDOR else since_of(assessment)
    with translation.override(language):  # what is worded is frozen in its words
        told = followed(assessment, variant)
    return {
        "layout": LAYOUT,
        "kind": ReportKind.ASSESSMENT.value,
        "variant": str(variant),
        "language": str(language),
        "format": str(wanted),
        "score": str(score.pk),
        "score_digest": digest(score.result),
        "about": {
            "organisation": assessment.organisation.name,
            "vendor": vendor.name,
            "country": vendor.country,
            "engagement": assessment.engagement.name,
            "submitted": timezone.localdate(response.submitted_at).isoformat(),
            "attested": f"{response.attested_name}, {response.attested_role}",
            "digest": response.digest,
        },
        "followed": told,
        "is_draft": _is_draft(assessment, variant),
        "look": look_of(assessment.organisation),
    } | ({"since": since} if since else {})


def _is_draft(assessment: Assessment, variant: str) -> bool:
    """Whether no decision on this score is there yet that the reader may know of."""
    decision = assessment.decision
    if decision is None or decision.score_id != assessment.score_id:
        return True
    return variant == Variant.VENDOR and decision.released_at is None


def followed(assessment: Assessment, variant: str) -> dict[str, Any]:
    """Decision, findings, conditions and clarifications as plain values. A vendor's copy
    holds only what was released, and nobody's name."""
    is_vendor = variant == Variant.VENDOR
    findings = (
        Finding.objects.filter(assessment=assessment)
        .select_related("owner", "accepted_by")
        .prefetch_related("plans")
    )
    if is_vendor:
        findings = findings.filter(released_at__isnull=False)
    rows = [_finding(finding, is_vendor=is_vendor) for finding in findings]
    decision = assessment.decision
    if decision is not None and is_vendor and decision.released_at is None:
        decision = None
    told = contradicted(assessment, variant) | agents_told(assessment, variant)
    return told | {
        "tracked": True,
        "decision": _decision(decision, is_vendor=is_vendor) if decision else None,
        "findings": [row for row in rows if row["source"] != "condition"],
        "conditions": _conditions(decision, is_vendor=is_vendor) if decision else [],
        "clarifications": [
            {
                "question": question,
                "entry": entry,
                "text": thread.text,
                "reply": thread.reply,
                "asked_at": _moment(thread.asked_at),
                "replied_at": _moment(thread.replied_at),
                "replied_by": thread.replied_by.name if thread.replied_by else "",
            }
            for (question, entry), threads in threads_of(assessment.response).items()
            for thread in threads
        ],
    }


def look_of(organisation: Organisation) -> dict[str, str]:
    """The colour and the logo (base64 of a PNG) of an organisation's reports."""
    look = ReportLook.objects.filter(organisation=organisation).first()
    if look is None:
        return {"colour": "", "logo": ""}
    return {
        "colour": look.colour,
        "logo": base64.b64encode(bytes(look.logo)).decode("ascii"),
    }


def inputs_digest(inputs: dict[str, Any]) -> str:
    """SHA-256 of everything a report is made from."""
    return digest(inputs)


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def language_of(wanted: str) -> str:
    """A language reports are written in; English for any other."""
    return wanted if wanted in Language.values else Language.EN


def _decision(decision: Decision, *, is_vendor: bool) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "reason": decision.vendor_text if is_vendor else decision.reason,
        "suggestion": "" if is_vendor else decision.suggestion,
        "exceptions": [] if is_vendor else list(decision.exceptions),
        "exception_reason": "" if is_vendor else decision.exception_reason,
        "looked_at": None if is_vendor else decision.basis.get("looked_at"),
        "answers": None if is_vendor else decision.basis.get("answers"),
        "by": "" if is_vendor else decision.by.name,
        "at": timezone.localdate(decision.at).isoformat(),
        "valid_until": day(decision.valid_until),
    }


def _conditions(decision: Decision, *, is_vendor: bool) -> list[dict[str, Any]]:
    """The conditions as decided, those about one critical rule in one line: it is met when
    each of its findings is. A vendor reads of what it was shown."""
    found: dict[object, dict[str, Any]] = {}
    titles = {row["by"]: row["title"] for row in decision.basis.get("rules", ())}
    for row in decision.conditions.select_related("finding", "owner"):
        if is_vendor and row.finding.released_at is None:
            continue
        line = found.setdefault(
            row.rule or row.pk,
            {
                "text": titles.get(row.rule, "") or row.text,
                "rule": row.rule,
                "due": day(row.due_on),
                "owner": row.owner.name if row.owner and not is_vendor else "",
                "state": row.finding.state,
            },
        )
        if row.finding.is_unsettled:
            line["state"] = row.finding.state
    return list(found.values())


def _finding(finding: Finding, *, is_vendor: bool) -> dict[str, Any]:
    plans = [plan for plan in finding.plans.all() if plan.state != "declined"]
    plan = plans[0] if plans else None
    return {
        "source": finding.source,
        "question": finding.question,
        "entry": finding.entry,
        "tool": finding.tool,
        "text": finding.text,
        "remedy": finding.remedy,
        "severity": finding.severity,
        "state": finding.state,
        "risk": finding.risk,
        "gain": str(finding.gain),
        "rules": list(finding.rules),
        "criteria": list(finding.criteria),
        "owner": finding.owner.name if finding.owner and not is_vendor else "",
        "due_on": day(finding.due_on),
        "accepted_by": finding.accepted_by.name
        if finding.accepted_by and not is_vendor
        else "",
        "accepted_reason": "" if is_vendor else finding.accepted_reason,
        "accepted_until": day(finding.accepted_until),
        "plan": {
            "text": plan.text,
            "due_on": day(plan.due_on),
            "state": plan.state,
            "is_done": plan.is_done,
        }
        if plan
        else None,
    }


def day(value: Any) -> str | None:
    return value.isoformat() if value else None


def _moment(value: Any) -> str | None:
    return timezone.localdate(value).isoformat() if value else None
