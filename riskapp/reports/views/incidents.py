"""The page about an incident, as PDF on request."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.incidents.access import incident_for
from riskapp.reports.actions import request_incident
from riskapp.reports.choices import ReportState
from riskapp.reports.queries.inputs import language_of
from riskapp.reports.views.making import queue


@require_POST
def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Ask for the page in the language that was chosen, or the first one. Auditors read incidents,
    and make none."""
    user = signed_in(request)
    found = incident_for(user, incident_id)
    incident_for(user, incident_id, Capability.REQUEST_REPORT)
    language = language_of(request.POST.get("language", ""))
    report = request_incident(found, by=user, language=language)
    if report.state == ReportState.QUEUED:
        queue(report)
    return redirect("reports:detail", report.pk)
