"""Reports that wait, what waits for them, and what was packed of them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
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


def zips_with(organisation: UUID, reports: Iterable[UUID]) -> QuerySet[Report]:
    """The finished ZIPs that hold a file of any of these reports."""
    return Report.objects.filter(
        organisation=organisation,
        kind__in=ZIPPED,
        state=ReportState.READY,
        inputs__reports__has_any_keys=[str(pk) for pk in reports],
    )


def bundles_with(report: Report) -> list[UUID]:
    """The bundles that wait for a report."""
    waiting = Report.objects.filter(
        organisation=report.organisation_id,
        kind__in=ZIPPED,
        state__in=(ReportState.QUEUED, ReportState.RENDERING),
        inputs__reports__contains=[str(report.pk)],
    )
    return list(waiting.values_list("pk", flat=True))
