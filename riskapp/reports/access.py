"""Who may see a report: the only way a view gets one."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from riskapp.accounts.access import require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.reports.models import Report


def report_for(
    user: User, report_id: UUID, can: Capability = Capability.VIEW
) -> Report:
    """Strangers get 404, so identifiers leak nothing; colleagues without the right, 403."""
    report = get_object_or_404(
        Report.objects.visible_to(user).select_related(
            "organisation", "score", "assessment__engagement__vendor"
        ),
        pk=report_id,
    )
    require(user, report.organisation_id, can)
    return report
