"""The report as JSON. The shape is a promise: docs/file-formats.md, "Report as JSON"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SCHEMA = "riskapp-report 1"


def plain(context: dict[str, Any]) -> dict[str, Any]:
    """Everything the report shows, as data; days are ISO 8601, numbers decimals as text."""
    about, data = context["about"], context["data"]
    return {
        "schema": SCHEMA,
        "report": {
            "code": about.code or None,
            "issued": about.issued.isoformat() if about.issued else None,
            "variant": str(context["variant"]),
            "language": context["language"],
            "inputs_sha256": about.inputs_digest or None,
            "is_draft": about.is_draft,
        },
        "about": {
            "organisation": about.organisation,
            "vendor": {"name": about.vendor, "country": about.country},
            "engagement": about.engagement,
            "submitted": about.submitted.isoformat(),
            "attested_by": about.attested,
            "answers_sha256": about.digest,
        },
        "reason": context["reason"],
        "decision": _decision(context),
        "score": data,
        "findings": [_finding(group) for group in context["findings"]],
        "accepted": [dict(row) for row in context["accepted"]],
        "contradictions": _contradictions(context["contradictions"]),
        "activity": context["activity"],
        "clarifications": [dict(row) for row in context["clarifications"]],
        "corrections": [_correction(row) for row in context["corrections"]],
        "countries": context["countries"],
        "answers": [
            {
                "section": group["code"],
                "entry": group["title"] if group["kind"] else None,
                "question": row["id"],
                "text": row["text"],
                "said": row["display_text"],
                "risk": row["risk"],
                "evidence": str(row["evidence"]) or None,
                "open": row["is_open"],
            }
            for group in context["groups"]
            for row in group["rows"]
        ],
    }


def _contradictions(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "open": told["open"],
        "allowed_to_stand": told["stands"],
        "rows": [dict(row) for row in told["rows"]],
        "against_files": [dict(row) for row in told["against_files"]],
    }


def _correction(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "display_text"}


DECIDED = (
    "outcome",
    "reason",
    "by",
    "at",
    "valid_until",
    "suggestion",
    "exceptions",
    "exception_reason",
)


def _decision(context: dict[str, Any]) -> dict[str, Any] | None:
    decision = context["decision"]
    if decision is None:
        return None
    return {key: decision.get(key) for key in DECIDED} | {
        "conditions": [dict(row) for row in context["conditions"]]
    }


def _finding(group: dict[str, Any]) -> dict[str, Any]:
    return {
        "question": group["question"],
        "text": group["text"],
        "remedy": group["remedy"],
        "risk": group["risk"],
        "gain": str(group["gain"]),
        "severity": group["severity"] or None,
        "rules": group["rules"],
        "criteria": group["criteria"],
        "tools": group["tools"],
        "state": [
            {
                "tool": line["tool"],
                "state": line["state"],
                "owner": line["owner"],
                "due_on": line["due_on"],
            }
            for line in group["lines"]
        ],
    }
