"""What agents of a work did, as a report tells it: declared against seen, and what was unusual."""

from __future__ import annotations

from typing import Any

from questionnaires.queries import answer_set_of
from riskapp.activity.queries.overview import (
    activity_of,
    agents_in_brief,
    learning_in,
)
from riskapp.activity.queries.shown import AgentInBrief
from riskapp.activity.queries.telling import ToldAlert
from riskapp.assessments.models import Assessment
from riskapp.reports.choices import Variant

TOLD_TO = (Variant.FULL, Variant.COMPLETE)
MOST_AGENTS = 20  # those with something unusual come first
MOST_ALERTS = 30


def agents_told(assessment: Assessment, variant: str) -> dict[str, Any]:
    """What daily totals show of the agents, as plain values in the language in force; nothing
    where none were handed over, and nothing to who may not read answers or is the vendor."""
    if variant not in TOLD_TO:
        return {}
    answer_set = answer_set_of(assessment.response)
    found = activity_of(assessment, answer_set)
    if not found.files:
        return {}
    names = found.agents[:MOST_AGENTS]
    alerts = [*found.waiting, *found.explained]
    told = {
        "agents": len(found.agents),
        "learning": learning_in(found),
        "first_day": min(file.first_day for file in found.files).isoformat(),
        "last_day": max(file.last_day for file in found.files).isoformat(),
        "waiting": len(found.waiting),
        "explained": len(found.explained),
        "rows": [
            _row(one, alerts)
            for one in agents_in_brief(found, names, assessment, answer_set)
        ],
        "alerts": [_alert(one) for one in alerts[:MOST_ALERTS]],
        "more_alerts": max(len(alerts) - MOST_ALERTS, 0),
    }
    return {"activity": told}


def _row(one: AgentInBrief, alerts: list[ToldAlert]) -> dict[str, Any]:
    own = [alert for alert in alerts if alert.row.agent == one.name]
    return {
        "agent": one.name,
        "tool": one.tool,
        "days": one.observed,
        "learning_left": one.learning_left,
        "last_day": one.last_day.isoformat(),
        "waiting": sum(alert.is_waiting for alert in own),
        "explained": sum(not alert.is_waiting for alert in own),
        "declared": [
            {
                "limit": limit.title,
                "declared": limit.answer,
                "is_agreed": limit.is_of_agreement,
                "looked_at": limit.seen.looked_at,
                "days_otherwise": limit.seen.days,
                "names": list(limit.seen.names)[:5],
                "last": limit.seen.last.isoformat() if limit.seen.last else None,
            }
            for limit in one.declared
        ],
    }


def _alert(one: ToldAlert) -> dict[str, Any]:
    return {
        "agent": one.row.agent,
        "text": one.sentence,
        "normal": one.normal,
        "again": one.again,
        "first_day": one.row.first_day.isoformat(),
        "last_day": one.row.last_day.isoformat(),
        "is_waiting": one.is_waiting,
        "reason": "" if one.is_waiting else one.row.reason,
    }
