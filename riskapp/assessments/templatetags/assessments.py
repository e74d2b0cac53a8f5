"""Words and shapes for the analyst's pages; no decisions, no queries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from questionnaires.document.parsing import core_document
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.queries import profile_in_words

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
RISK_TONES = ("good", "good", "warn", "bad", "bad")


@register.filter
def words(code: str | None) -> str:
    """A code such as ``very_high`` as people write it: “Very high”."""
    return WORDS.get(code, code.replace("_", " ").capitalize()) if code else ""


@register.filter
def state_words(state: str) -> str:
    """The state of an assessment in words."""
    return AssessmentState(state).label


@register.filter
def tone(status: str) -> str:
    """The tone of a status badge."""
    return TONES.get(status, "none")


@register.filter
def risk_tone(risk: int) -> str:
    """The tone of a risk value from 0 to 4."""
    return RISK_TONES[risk]


@register.filter
def stacked(counts: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """The parts of a stacked bar with where each begins."""
    parts, start = [], 0
    for status, count in counts:
        parts.append({"status": status, "from": start, "count": count})
        start += count
    return parts


@register.filter
def country_name(code: str) -> str:
    """The name of a country; the code itself when it is not known."""
    country = core_document().countries.get(code)
    return country.name if country else code


@register.simple_tag
def said_of_work(profile: Mapping[str, str]) -> list[dict[str, str]]:
    """The nine answers about an engagement in words."""
    return profile_in_words(core_document(), dict(profile))
