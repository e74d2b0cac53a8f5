"""What the page about an incident is made from."""

from __future__ import annotations

import datetime
from typing import Any

from riskapp.incidents.models import Incident
from riskapp.incidents.queries.clocks import running
from riskapp.incidents.queries.outcome import outcome_of
from riskapp.reports.choices import ReportKind
from riskapp.reports.queries.inputs import LAYOUT, look_of


def incident_inputs(
    incident: Incident, *, language: str, now: datetime.datetime
) -> dict[str, Any]:
    """What the page about an incident is made from: the lists, and the clocks, as they stand;
    of a closed one as they stood then."""
    return {
        "layout": LAYOUT,
        "kind": ReportKind.INCIDENT.value,
        "language": str(language),
        "organisation": incident.organisation.name,
        "time_zone": incident.organisation.time_zone,
        "incident": str(incident.pk),
        "facts": {
            "kind": incident.kind,
            "subject": incident.subject,
            "names": incident.names,
            "summary": incident.summary,
            "aware_at": incident.aware_at.isoformat(),
            "opened_at": incident.opened_at.isoformat(),
            "opened_by": incident.opened_by.name,
            "closed_at": incident.closed_at.isoformat() if incident.closed_at else None,
            "closed_by": incident.closed_by.name if incident.closed_by else "",
            "note": incident.closing_note,
            "advisory": incident.advisory,
        },
        "outcome": outcome_of(incident, now),
        "clocks": [
            {
                "law": one.clock.law,
                "ref": one.clock.ref,
                "step": one.clock.step,
                "ends_at": one.ends_at.isoformat(),
                "is_latest": one.is_latest,
            }
            for one in running(incident, now)
        ],
        "look": look_of(incident.organisation),
    }
