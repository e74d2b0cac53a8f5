"""Labels and shapes for decisions."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.utils import timezone

from riskapp.decisions.choices import DecisionException, Outcome
from riskapp.decisions.models import Decision, is_over
from riskapp.decisions.queries import conditions_in_words, suggestion_in_words
from riskapp.presentation.labels import label_of

register = template.Library()

OUTCOME_TONES = {"approved": "good", "conditional": "warn", "rejected": "bad"}


@register.filter
def outcome_tone(outcome: str) -> str:
    """The tone of a decision."""
    return OUTCOME_TONES.get(outcome, "none")


@register.filter
def outcome_label(code: str | None) -> str:
    """What the outcome of a decision is called."""
    return label_of(Outcome, code or "")


@register.filter
def exception_label(code: str | None) -> str:
    """What an approval went against."""
    return label_of(DecisionException, code or "")


@register.filter
def suggested(decision: Decision) -> str:
    """What the score suggested when this was decided."""
    return suggestion_in_words(decision)


@register.filter
def conditions(decision: Decision) -> list[dict[str, Any]]:
    """The conditions of a decision, those about one critical rule together."""
    return conditions_in_words(decision)


@register.filter
def has_ended(valid_until: datetime.date | None) -> bool:
    """Whether the last day of a decision has passed; a rejection has none."""
    return is_over(valid_until, timezone.localdate())
