"""Labels and shapes for the analyst's pages; no decisions, no queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.translation import get_language

from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.queries.answers import profile_in_words
from riskapp.presentation.labels import (
    BANDS,
    EVIDENCE,
    LEFT_OUT,
    RATINGS,
    STATUSES,
    label_of,
)
from riskapp.scoring import missing
from riskapp.scoring.languages import catalogue_in
from riskapp.scoring.missing import WarningSaidOnce
from riskapp.shipped.core import core_document_in
from riskapp.vendors.choices import Tier

register = template.Library()

TONES = {"met": "good", "partly_met": "warn", "not_met": "bad", "not_answered": "bad"}

RISK_TONES = ("good", "good", "warn", "bad", "bad")


@register.filter
def rating_label(code: str | None) -> str:
    """What a rating is called."""
    return label_of(RATINGS, code or "")


@register.filter
def band_label(code: str | None) -> str:
    """What a band of a number is called, inside a sentence."""
    return label_of(BANDS, code or "")


@register.filter
def tier_label(code: str | None) -> str:
    """What a tier is called."""
    return label_of(Tier, code or "")


@register.filter
def status_label(code: str | None) -> str:
    """What the status of a provision is called."""
    return label_of(STATUSES, code or "")


@register.filter
def evidence_label(code: str | None) -> str:
    """What a level of evidence is called, inside a sentence."""
    return label_of(EVIDENCE, code or "")


@register.filter
def left_out_label(code: str | None) -> str:
    """Why a question carries no score."""
    return label_of(LEFT_OUT, code or "")


@register.filter
def made(warnings: Sequence[dict[str, Any]], is_made: bool) -> list[dict[str, Any]]:  # noqa: FBT001  # of a filter
    """Of stored checks those that found something, or those that could not be made."""
    return [one for one in warnings if bool(one.get("is_missing")) is not is_made]


@register.filter
def said_once(warnings: Sequence[dict[str, Any]]) -> list[WarningSaidOnce]:
    """What consistency checks say, or that they could not be made: each sentence once."""
    return missing.said_once(warnings)


@register.filter
def state_label(code: str | None) -> str:
    """What the state of an assessment is called."""
    return label_of(AssessmentState, code or "")


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
