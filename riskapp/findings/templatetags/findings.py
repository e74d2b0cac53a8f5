"""Words and shapes for findings; no decisions, no queries."""

from __future__ import annotations

import datetime

from django import template
from django.utils.translation import gettext_lazy

from riskapp.findings.models import Finding, FindingEvent

register = template.Library()

FINDING_TONES = {
    "open": "warn",
    "done": "warn",
    "accepted": "warn",
    "verified": "good",
    "resolved": "good",
}

FINDING_FACTS = {
    "text": gettext_lazy("Weakness"),
    "remedy": gettext_lazy("To do"),
    "severity": gettext_lazy("Severity"),
    "owner": gettext_lazy("Owner"),
    "due_on": gettext_lazy("Due"),
}


@register.filter
def finding_tone(state: str) -> str:
    """The tone of the state of a finding."""
    return FINDING_TONES.get(state, "none")


@register.filter
def days_left(finding: Finding, today: datetime.date) -> int:
    """Days until an acceptance ends; 0 where nothing is accepted."""
    return finding.days_left(today) or 0


@register.filter
def changes(event: FindingEvent) -> list[tuple[str, str, str]]:
    """What an edit changed: the name, what it was, what it became."""
    before, after = event.before or {}, event.after or {}
    return [
        (FINDING_FACTS.get(name, name), before.get(name) or "", value or "")
        for name, value in after.items()
        if before.get(name) != value
    ]
