"""What is sent on a schedule."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.db.models import QuerySet

from riskapp.reports.models import Report, ReportSchedule


def schedules_due(zone: str, today: datetime.date) -> list[UUID]:
    """What is to be sent where a day is, in a time zone."""
    due = ReportSchedule.objects.filter(
        organisation__time_zone=zone, next_on__lte=today, ended_at=None
    )
    return list(due.values_list("pk", flat=True))


def schedules_of(report: Report) -> QuerySet[ReportSchedule]:
    """What is sent on a schedule of the work that a report is about, or of the portfolio."""
    work = report.assessment.engagement_id if report.assessment else None
    return ReportSchedule.objects.filter(
        organisation=report.organisation_id, engagement=work, ended_at=None
    ).select_related("made_by")
