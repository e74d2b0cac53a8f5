"""Opening an incident, naming what is looked for, closing it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.common.names import tidy
from riskapp.incidents.choices import IncidentSource, IncidentState, SubjectKind
from riskapp.incidents.errors import IncidentClosed, NameMissing, NoteMissing
from riskapp.incidents.models import Incident, IncidentRequest
from riskapp.incidents.queries.naming import MOST_NAMES, plans_on, resolved, words_in
from riskapp.incidents.queries.outcome import outcome_of


@dataclass(frozen=True, slots=True)
class IncidentInput:
    """What somebody says of an incident: ``subjects`` are one or several names; the first one
    is what the incident is called by. ``advisory`` tells of the file they came from."""

    kind: str
    subjects: Sequence[str]
    aware_at: datetime.datetime
    summary: str = ""
    advisory: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def open_incident(
    wanted: IncidentInput, *, organisation: Organisation, by: User
) -> Incident:
    """Open an incident, with every name that stands for what it is about. Raises NameMissing."""
    found = resolved(wanted.kind, wanted.subjects)
    if wanted.kind != SubjectKind.CREDENTIAL and not found.names:
        raise NameMissing
    incident = Incident.objects.create(
        organisation=organisation,
        kind=wanted.kind,
        subject=tidy(wanted.subjects[0])[:200],
        names=list(found.names),
        plans=list(found.plans),
        summary=wanted.summary.strip(),
        source=IncidentSource.CSAF if wanted.advisory else IncidentSource.TYPED,
        advisory=dict(wanted.advisory),
        aware_at=wanted.aware_at,
        opened_by=by,
    )
    record(
        "incident opened",
        incident,
        organisation=organisation,
        by=by,
        after={
            "kind": incident.kind,
            "subject": incident.subject,
            "names": incident.names,
            "plans": incident.plans,
            "aware_at": incident.aware_at.isoformat(),
            "advisory": incident.advisory,
        },
    )
    return incident


@transaction.atomic
def change_names(incident: Incident, names: Sequence[str], *, by: User) -> Incident:
    """Look for these names from now on. Raises NameMissing and IncidentClosed."""
    incident = locked(incident)
    kept = [tidy(name)[:200] for name in names]
    kept = [name for name in dict.fromkeys(kept) if words_in(name)][:MOST_NAMES]
    if not kept:
        raise NameMissing
    if kept == incident.names:
        return incident
    before = {"names": incident.names, "plans": incident.plans}
    incident.names, incident.plans = kept, list(plans_on(kept))
    incident.save(update_fields=["names", "plans"])
    record(
        "names of an incident changed",
        incident,
        organisation=incident.organisation,
        by=by,
        before=before,
        after={"names": incident.names, "plans": incident.plans},
    )
    return incident


@transaction.atomic
def close_incident(incident: Incident, *, note: str, by: User) -> Incident:
    """Close an incident with a note; the lists are kept as they stand, and vendors answer no
    more. Raises NoteMissing and IncidentClosed."""
    incident = locked(incident)
    if not note.strip():
        raise NoteMissing
    now = timezone.now()
    incident.outcome = outcome_of(incident, now)
    incident.state = IncidentState.CLOSED
    incident.closed_by, incident.closed_at = by, now
    incident.closing_note = note.strip()
    incident.save()
    IncidentRequest.objects.filter(incident=incident).update(closed_at=now)
    record(
        "incident closed",
        incident,
        organisation=incident.organisation,
        by=by,
        after={"note": incident.closing_note, **incident.outcome["counts"]},
    )
    return incident


def locked(incident: Incident) -> Incident:
    """The incident, held until the transaction ends; raises IncidentClosed."""
    incident = (
        Incident.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=incident.pk)
    )
    if not incident.is_open:
        raise IncidentClosed
    return incident
