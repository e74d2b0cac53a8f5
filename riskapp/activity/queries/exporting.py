"""Alerts for other programs: OCSF Detection Findings, and JSON Lines."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from typing import Any

from riskapp.activity.choices import AlertState
from riskapp.activity.queries.telling import ToldAlert
from riskapp.assessments.models import Assessment
from riskapp.baselines.declared import MEASURE_OF

OCSF_VERSION = "1.6.0"
CATEGORY, DETECTION_FINDING = 2, 2004  # Findings, Detection Finding
CREATE, UPDATE, CLOSE = 1, 2, 3
NEW, IN_PROGRESS, RESOLVED = 1, 2, 4
MEDIUM, HIGH = 3, 4
# State: what happened to the finding, and its status.
OF_STATE = {
    AlertState.OPEN: (CREATE, "Create", NEW, "New"),
    AlertState.GROWN: (UPDATE, "Update", IN_PROGRESS, "In Progress"),
    AlertState.EXPLAINED: (CLOSE, "Close", RESOLVED, "Resolved"),
}
BEHAVIORAL = 2
ANALYTIC = "riskapp.baselines"


def ocsf(alerts: Sequence[ToldAlert], assessment: Assessment) -> list[dict[str, Any]]:
    """Alerts as OCSF Detection Findings (class 2004), one object each."""
    return [_finding(one, assessment) for one in alerts]


def json_lines(alerts: Sequence[ToldAlert], assessment: Assessment) -> Iterator[str]:
    """Alerts as JSON Lines, in words and in numbers."""
    for one in alerts:
        row = one.row
        data = {
            "schema": "riskapp-alert 1",
            "id": str(row.pk),
            "vendor": assessment.engagement.vendor.name,
            "engagement": assessment.engagement.name,
            "agent": row.agent,
            "kind": row.kind,
            "measure": row.measure,
            "name": row.name,
            "question": row.question,
            "state": row.state,
            "first_day": row.first_day.isoformat(),
            "last_day": row.last_day.isoformat(),
            "days": row.days,
            "peak_day": row.peak_day.isoformat(),
            "peak": row.peak,
            **row.numbers,
            "text": one.sentence,
            "reason": row.reason,
        }
        yield json.dumps(data, ensure_ascii=False) + "\n"


def _finding(one: ToldAlert, assessment: Assessment) -> dict[str, Any]:
    row = one.row
    activity, activity_name, status, status_name = OF_STATE[AlertState(row.state)]
    severity = HIGH if row.kind in MEASURE_OF else MEDIUM
    found = {
        "activity_id": activity,
        "activity_name": activity_name,
        "category_uid": CATEGORY,
        "category_name": "Findings",
        "class_uid": DETECTION_FINDING,
        "class_name": "Detection Finding",
        "type_uid": DETECTION_FINDING * 100 + activity,
        "type_name": f"Detection Finding: {activity_name}",
        "time": _milliseconds(row.explained_at or row.found_at),
        "severity_id": severity,
        "severity": {HIGH: "High", MEDIUM: "Medium"}[severity],
        "status_id": status,
        "status": status_name,
        "message": one.sentence,
        "metadata": {
            "version": OCSF_VERSION,
            "product": {"name": "riskapp", "vendor_name": "riskapp"},
        },
        "finding_info": {
            "uid": str(row.pk),
            "title": one.sentence,
            "desc": " ".join(part for part in (one.normal, one.again) if part),
            "types": [f"{row.kind}: {row.measure}"],
            "created_time": _milliseconds(row.found_at),
            "first_seen_time": _of_day(row.first_day),
            "last_seen_time": _of_day(row.last_day),
            "analytic": {
                "uid": ANALYTIC,
                "name": ANALYTIC,
                "type_id": BEHAVIORAL,
                "type": "Behavioral",
            },
        },
        "resources": [
            {
                "name": row.agent,
                "type": "AI agent",
                "labels": [
                    f"vendor: {assessment.engagement.vendor.name}",
                    f"engagement: {assessment.engagement.name}",
                ],
            }
        ],
        "evidences": [
            {
                "data": {
                    "measure": row.measure,
                    "name": row.name,
                    "peak": row.peak,
                    "peak_day": row.peak_day.isoformat(),
                    "days": row.days,
                    "question": row.question,
                    **row.numbers,
                }
            }
        ],
    }
    return found | ({"comment": row.reason} if row.reason else {})


def _milliseconds(moment: datetime.datetime) -> int:
    return int(moment.timestamp() * 1000)


def _of_day(day: datetime.date) -> int:
    at = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return _milliseconds(at)
