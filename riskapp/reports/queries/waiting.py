"""Reports that wait, and what waits for them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from riskapp.common.work import MISSED_AFTER, without_a_worker
from riskapp.reports.choices import ZIPPED, ReportState
from riskapp.reports.models import Report


def left_behind() -> list[tuple[UUID, str]]:
    """Reports that nobody took, or whose worker is gone, with their kinds, oldest first."""
    nobody_took = Q(
        state=ReportState.QUEUED, requested_at__lt=timezone.now() - MISSED_AFTER
    )
    is_left = Q(state=ReportState.RENDERING) & (Q(started_at=None) | without_a_worker())
    found = Report.objects.filter(nobody_took | is_left).order_by("requested_at")
    return list(found.values_list("pk", "kind"))


def bundles_with(report: Report) -> list[UUID]:
    """The bundles that wait for a report."""
    waiting = Report.objects.filter(
        organisation=report.organisation_id,
        kind__in=ZIPPED,
        state__in=(ReportState.QUEUED, ReportState.RENDERING),
        inputs__reports__contains=[str(report.pk)],
    )
    return list(waiting.values_list("pk", flat=True))
