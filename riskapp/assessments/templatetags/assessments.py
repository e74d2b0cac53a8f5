"""Words and shapes for the analyst's pages; no decisions, no queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import get_language, gettext, gettext_noop

from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.queries.answers import profile_in_words
from riskapp.scoring.languages import catalogue_in
from riskapp.scoring.words import words_of_warning
from riskapp.shipped.core import core_document_in

register = template.Library()

WORDS = (
    gettext_noop("Met"),
    gettext_noop("Partly met"),
    gettext_noop("Not met"),
    gettext_noop("Not answered"),
    gettext_noop("Not applicable"),
    gettext_noop("Information only"),
    gettext_noop("Very high"),
    gettext_noop("High"),
    gettext_noop("Moderate"),
    gettext_noop("Medium"),
    gettext_noop("Low"),
    gettext_noop("Critical"),
    gettext_noop("Poor"),
    gettext_noop("Weak"),
    gettext_noop("Adequate"),
    gettext_noop("Strong"),
    gettext_noop("Declared"),
    gettext_noop("Documented"),
    gettext_noop("Verified"),
    gettext_noop("Open"),
    gettext_noop("Yes"),
    gettext_noop("No"),
)
# Codes that are not written as they are said.
SAID = {"buyers_duty": gettext_noop("The buyer’s own duty")}
TONES = {"met": "good", "partly_met": "warn", "not_met": "bad", "not_answered": "bad"}

RISK_TONES = ("good", "good", "warn", "bad", "bad")


@register.filter
def words(code: str | None) -> str:
    """A code such as ``very_high`` as people write it: “Very high”."""
    if not code:
        return ""
    return gettext(SAID.get(code) or code.replace("_", " ").capitalize())


@register.filter
def warning_words(warning: dict[str, Any]) -> str:
    """That a consistency check could not be made, and for want of which answers."""
    return words_of_warning(warning)


@register.filter
def state_words(state: str) -> str:
    """The state of an assessment in words."""
    return str(AssessmentState(state).label)


@register.filter
def tone(status: str) -> str:
    """The tone of a status badge."""
    return TONES.get(status, "none")


@register.filter
def risk_tone(risk: int) -> str:
    """The tone of a risk value from 0 to 4."""
    return RISK_TONES[risk]


@register.filter
def provisions(ids: Iterable[str]) -> str:
    """Provisions as people cite them, each law once: "NIS2 Art. 20; Art. 21; GDPR Art. 28"."""
    catalogue = catalogue_in(get_language() or "en")
    shorts = {law.id: law.short for law in catalogue.laws}
    found: dict[str, list[str]] = {}
    for name in ids:
        if criterion := catalogue.criteria.get(name):
            found.setdefault(shorts[criterion.law], []).append(criterion.ref)
        else:
            found.setdefault(name, [])
    return "; ".join(f"{law} {'; '.join(refs)}".strip() for law, refs in found.items())


@register.filter
def country_name(code: str) -> str:
    """The name of a country; the code itself when it is not known."""
    country = core_document_in(get_language() or "en").countries.get(code)
    return country.name if country else code


@register.simple_tag
def said_of_work(profile: Mapping[str, str]) -> list[dict[str, str]]:
    """The nine answers about an engagement in words."""
    return profile_in_words(core_document_in(get_language() or "en"), dict(profile))
