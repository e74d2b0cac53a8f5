"""Inherent risk of an engagement before any tool is known: what gives it its tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from questionnaires.document.model import Document
from questionnaires.document.values import Value
from riskapp.scoring.bands import inherent_band, shown
from riskapp.scoring.engine import WORST, inherent
from riskapp.scoring.rated.model import ProfileRole, rated

# What is asked about the buyer itself: once in the settings, and where one engagement differs.
OF_BUYER = ("ENG-07", "ENG-08")


def levels(
    document: Document, profile: Mapping[str, Value]
) -> tuple[list[int], list[int]]:
    """The impact and the exposure levels (0 to 4) of a profile, in the document's order.

    A profile question left open counts as its highest level: what is not known is not low.
    """
    found: dict[ProfileRole, list[int]] = {
        ProfileRole.IMPACT: [],
        ProfileRole.EXPOSURE: [],
    }
    for question in document.profile:
        role = rated(question).role
        if role is None or role not in found:
            continue
        value = profile.get(question.id)
        option = question.choice(value) if isinstance(value, str) else None
        if option is None or option.level is None:
            level = max((o.level or 0 for o in question.options), default=0)
        else:
            level = option.level
        found[role].append(level)
    return found[ProfileRole.IMPACT], found[ProfileRole.EXPOSURE]


def inherent_of(
    document: Document, profile: Mapping[str, Value]
) -> tuple[Decimal, str]:
    """Inherent risk (0 to 100, one decimal) and its band."""
    impacts, exposures = levels(document, profile)
    value = shown(inherent(impacts, exposures).value)
    return value, inherent_band(value)


@dataclass(frozen=True, slots=True)
class WeightedPart:
    """A question about the engagement that weighs: what was said, and its level (0 to 4)."""

    question: str
    display_text: str
    level: int
    decides: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an engagement has its tier: impact and exposure, each out of 4, and their parts.

    The highest impact decides alone; exposure is the mean of its parts. ``knocked_out``:
    access to production makes the inherent risk at least 50.
    """

    value: Decimal
    tier: str
    impact: int
    exposure: Decimal
    impacts: tuple[WeightedPart, ...]
    exposures: tuple[WeightedPart, ...]
    knocked_out: bool


def reason_of(document: Document, profile: Mapping[str, Value]) -> Reason:
    """The arithmetic behind ``inherent_of``, in words and levels."""
    impacts, exposures = levels(document, profile)
    found = inherent(impacts, exposures)
    value = shown(found.value)
    return Reason(
        value=value,
        tier=inherent_band(value),
        impact=found.impact,
        exposure=shown(found.exposure),
        impacts=_parts(document, profile, ProfileRole.IMPACT, impacts, found.impact),
        exposures=_parts(document, profile, ProfileRole.EXPOSURE, exposures, WORST),
        knocked_out=found.knocked_out,
    )


def _parts(
    document: Document,
    profile: Mapping[str, Value],
    role: ProfileRole,
    found: list[int],
    deciding: int,
) -> tuple[WeightedPart, ...]:
    questions = [q for q in document.profile if rated(q).role is role]
    parts = []
    for question, level in zip(questions, found, strict=True):
        value = profile.get(question.id)
        option = question.choice(value) if isinstance(value, str) else None
        label = option.label if option else "Not known"
        parts.append(WeightedPart(question.text, label, level, level == deciding))
    return tuple(parts)
