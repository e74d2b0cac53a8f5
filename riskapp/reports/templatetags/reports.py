"""The report panel on the page of an assessment."""

from __future__ import annotations

from typing import Any

from django import template

from riskapp.accounts.access import may
from riskapp.accounts.choices import Capability
from riskapp.assessments.models import Assessment
from riskapp.reports.models import Report

register = template.Library()


@register.inclusion_tag("reports/_panel.html", takes_context=True)
def report_panel(context: dict[str, Any], assessment: Assessment) -> dict[str, Any]:
    """The state of the newest report, with the one thing that can be done about it."""
    request = context["request"]
    report = Report.objects.filter(score=assessment.score).first()
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "assessment": assessment,
        "report": report,
        "may_request": may(
            request.user, assessment.organisation_id, Capability.REQUEST_REPORT
        ),
    }
