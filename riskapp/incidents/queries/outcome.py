"""An incident as plain values: who is affected, was asked, has answered, and when."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from riskapp.incidents.models import Incident
from riskapp.incidents.queries.reach import (
    AffectedDetail,
    affected,
    details,
    named_others,
    silent,
)
from riskapp.incidents.queries.requests import AskedRow, asked_rows, by_engagement

MOST_ROWS = 500


def outcome_of(incident: Incident, now: datetime.datetime) -> dict[str, Any]:
    """The lists as they stand now, JSON-ready; of a closed incident those that were kept.

    ``rows`` are at most 500, what matters most first; ``counts`` are of all.
    """
    if incident.outcome:
        kept: dict[str, Any] = incident.outcome
        return kept
    work = affected(incident)
    known = {one.engagement for one in work}
    asked = asked_rows(incident, now)
    at = by_engagement(asked)
    return {
        "at": now.isoformat(),
        "counts": counts(incident, known, asked),
        "rows": [_plain(one, at) for one in details(incident, work[:MOST_ROWS])],
    }


def counts(
    incident: Incident, known: set[Any], asked: list[AskedRow]
) -> dict[str, int]:
    """How much work stands in each list, and how far the answers are."""
    return {
        "affected": len(known),
        "silent": silent(incident, known).count(),
        "named_others": named_others(incident, known).count(),
        "asked": len(asked),
        "answered": sum(row.reply is not None for row in asked),
        "whole": sum(row.whole_at is not None for row in asked),
        "overdue": sum(row.is_overdue for row in asked),
    }


def _plain(one: AffectedDetail, at: Mapping[Any, AskedRow]) -> dict[str, Any]:
    row = at.get(one.engagement.pk)
    reply = row.reply if row else None
    return {
        "vendor": one.engagement.vendor.name,
        "work": one.engagement.name,
        "tier": one.engagement.tier,
        "how": int(one.reach.how),
        "reach": {
            "production": one.reach.production,
            "personal_data": one.reach.personal_data,
            "secrets": one.reach.secrets,
            "code": one.reach.code,
            "is_known": one.reach.is_known,
        },
        "asked_at": row.request.asked_at.isoformat() if row else None,
        "email": row.request.email if row else "",
        "standing": str(row.standing) if row else "",
        "answered_at": reply.at.isoformat() if reply else None,
        "said_by": reply.said_by if reply else "",
        "in_use": reply.in_use if reply else "",
        "effect": reply.effect if reply else "",
    }
