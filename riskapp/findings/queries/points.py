"""A finding as its vendor sees it."""

from __future__ import annotations

from typing import Any

from riskapp.findings.models import Finding


def point_in_words(finding: Finding, questions: Any) -> dict[str, Any]:
    """A finding as its vendor sees it: no owner, no names, no reasons of the buyer."""
    question = questions.get(finding.question)
    plans = list(finding.plans.all())
    return {
        "id": finding.pk,
        "text": finding.text,
        "remedy": finding.remedy,
        "tool": finding.tool,
        "question": question.text if question else "",
        "code": finding.question,
        "severity": finding.severity,
        "severity_words": finding.get_severity_display(),
        "criteria": finding.criteria,
        "due_on": finding.due_on,
        "state": finding.state,
        "is_unsettled": finding.is_unsettled,
        "is_condition": finding.decision_id is not None,
        "plans": plans,
        "last": plans[0] if plans else None,
    }
