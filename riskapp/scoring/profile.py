"""Inherent risk of an engagement before any tool is known: what gives it its tier."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from questionnaires.document.model import Document, Role
from questionnaires.document.values import Value
from riskapp.scoring.bands import inherent_band, shown
from riskapp.scoring.engine import inherent


def levels(
    document: Document, profile: Mapping[str, Value]
) -> tuple[list[int], list[int]]:
    """The impact and the exposure levels (0 to 4) of a profile, in the document's order.

    A profile question left open counts as its highest level: what is not known is not low.
    """
    found: dict[Role, list[int]] = {Role.IMPACT: [], Role.EXPOSURE: []}
    for question in document.profile:
        if question.role is None or question.role not in found:
            continue
        value = profile.get(question.id)
        option = question.choice(value) if isinstance(value, str) else None
        if option is None or option.level is None:
            level = max((o.level or 0 for o in question.options), default=0)
        else:
            level = option.level
        found[question.role].append(level)
    return found[Role.IMPACT], found[Role.EXPOSURE]


def inherent_of(
    document: Document, profile: Mapping[str, Value]
) -> tuple[Decimal, str]:
    """Inherent risk (0 to 100, one decimal) and its band."""
    impacts, exposures = levels(document, profile)
    value = shown(inherent(impacts, exposures).value)
    return value, inherent_band(value)
