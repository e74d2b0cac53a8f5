"""Who may see an incident, and who answers: the only way a view gets one."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from questionnaires.access import Seat
from riskapp.accounts.access import require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.incidents.models import Incident, IncidentRequest


def incident_for(
    user: User, incident_id: UUID, can: Capability = Capability.VIEW_ANSWERS
) -> Incident:
    """Strangers get 404; colleagues without the right, 403."""
    incident = get_object_or_404(
        Incident.objects.visible_to(user).select_related(
            "organisation", "opened_by", "closed_by"
        ),
        pk=incident_id,
    )
    require(user, incident.organisation_id, can)
    return incident


def request_for(seat: Seat) -> IncidentRequest:
    """What the person at a response was asked about an incident; anything else is 404."""
    return get_object_or_404(IncidentRequest.objects.filter(response=seat.response))
