"""Words and shapes for the analyst's pages; no decisions, no queries."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()

WORDS = {
    "met": "Met",
    "partly_met": "Partly met",
    "not_met": "Not met",
    "not_answered": "Not answered",
    "not_applicable": "Not applicable",
    "information_only": "Information only",
}
TONES = {"met": "good", "partly_met": "warn", "not_met": "bad", "not_answered": "bad"}


@register.filter
def status_words(status: str) -> str:
    """The status of a criterion in words."""
    return WORDS.get(status, status)


@register.filter
def tone(status: str) -> str:
    """The tone of a status badge."""
    return TONES.get(status, "none")


@register.filter
def stacked(counts: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """The parts of a stacked bar with where each begins."""
    parts, start = [], 0
    for status, count in counts:
        parts.append({"status": status, "from": start, "count": count})
        start += count
    return parts
