"""Holding the days of agents against their normal, and keeping what was unusual as alerts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from questionnaires.queries import answer_set_of
from riskapp.activity.choices import AlertState
from riskapp.activity.models import ActivityAlert
from riskapp.activity.queries.days import (
    agents_in,
    days_by_agent,
    entries_of,
    files_of,
    observed,
)
from riskapp.activity.queries.limits import agreed_for, limits_with
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.baselines.watching import Deviation, has_grown, together, watch_agent
from riskapp.vendors.models import Engagement

# So many agents are held in memory at a time.
AGENTS_AT_ONCE = 50
AlertKey = tuple[str, str, str, str]


@transaction.atomic
def watch_agents(assessment: Assessment) -> list[ActivityAlert]:
    """Hold every day of every agent of the engagement against the days before it; what is new
    since the last time, or has grown since it was explained. Running twice finds nothing more.

    Alerts that no day shows any more go, unless somebody explained them.
    """
    engagement = Engagement.objects.select_for_update(no_key=True).get(
        pk=assessment.engagement_id
    )
    files = files_of(engagement)
    answer_set = answer_set_of(assessment.response)
    entries = entries_of(files, answer_set)
    agreed = agreed_for(engagement)
    known = {
        _key(alert): alert
        for alert in ActivityAlert.objects.filter(engagement=engagement)
    }
    found: list[ActivityAlert] = []
    shown: set[AlertKey] = set()
    agents = agents_in(files)
    for at in range(0, len(agents), AGENTS_AT_ONCE):
        days = days_by_agent(files, agents[at : at + AGENTS_AT_ONCE])
        for agent, own in days.items():
            limits = limits_with(
                agreed, answer_set, agent, entries[agent], assessment.response.time_zone
            )
            watched = watch_agent(own, observed(files, agent), limits)
            for key, same in together(watched.deviations).items():
                alert = known.get((agent, *key)) or ActivityAlert(
                    response=assessment.response, engagement=engagement, agent=agent
                )
                shown.add((agent, *key))
                if _update(alert, same):
                    found.append(alert)
    gone = [
        alert.pk
        for key, alert in known.items()
        if key not in shown and alert.state == AlertState.OPEN
    ]
    ActivityAlert.objects.filter(pk__in=gone).delete()
    if found:
        _tell(assessment, found)
    return found


def _update(alert: ActivityAlert, same: Sequence[Deviation]) -> bool:
    """Write what the days show into an alert; whether it is new or has grown."""
    peak = max(same, key=lambda one: (one.seen, one.day))
    is_new = alert._state.adding  # noqa: SLF001  # documented API
    values: dict[str, Any] = {
        "kind": peak.key[0],
        "measure": peak.measure,
        "name": peak.name,
        "question": peak.question,
        "first_day": min(one.day for one in same),
        "last_day": max(one.day for one in same),
        "days": len({one.day for one in same}),
        "peak_day": peak.day,
        "peak": peak.seen,
        "numbers": {
            "median": peak.median,
            "over": peak.over,
            "others": peak.others,
            "hours": list(peak.hours),
        },
    }
    has_come_back = (
        alert.state == AlertState.EXPLAINED
        and alert.explained_peak is not None
        and has_grown(alert.explained_peak, peak.seen)
    )
    if has_come_back:
        values["state"] = AlertState.GROWN
    changed = [name for name, value in values.items() if getattr(alert, name) != value]
    for name in changed:
        setattr(alert, name, values[name])
    if is_new:
        alert.save(force_insert=True)
    elif changed:
        alert.save(update_fields=changed)
    return is_new or has_come_back


def _tell(assessment: Assessment, found: Iterable[ActivityAlert]) -> None:
    """One entry of the audit trail for all of it, of which members hear."""
    alerts = list(found)
    record(
        "unusual activity of agents found",
        assessment,
        organisation=assessment.organisation,
        by=None,
        after={
            "alerts": len(alerts),
            "agents": sorted({alert.agent for alert in alerts})[:20],
            "last_day": max(_day(alert.last_day) for alert in alerts),
        },
    )


def _day(day: datetime.date) -> str:
    return day.isoformat()


def _key(alert: ActivityAlert) -> AlertKey:
    return alert.agent, alert.kind, alert.measure, alert.name
