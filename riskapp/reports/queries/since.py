"""The score that a report compares with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from riskapp.assessments.models import Assessment, Score
from riskapp.findings.models import Finding
from riskapp.reports.choices import ReportKind, ReportState, Variant
from riskapp.reports.models import Report


def since_of(assessment: Assessment) -> dict[str, Any]:
    """The score to compare with, as plain values: that of the last report of the same work
    that told another one, else the one before; empty for the first. At most two queries.

    ``states`` are the findings by state as that report told them; None where none did.
    """
    earlier = _earlier(assessment)
    report = (
        Report.objects.filter(
            kind=ReportKind.ASSESSMENT,
            score__in=earlier,
            state__in=(ReportState.READY, ReportState.EXPIRED),
        )
        .select_related("score")
        .defer(*Score.result_of("score"))
        .order_by("-requested_at")
        .first()
    )
    before = report.score if report else earlier.order_by("-created_at").first()
    if before is None:
        return {}
    tells = report is not None and report.variant != Variant.VENDOR
    return {
        "score": str(before.pk),
        "day": timezone.localdate(before.created_at).isoformat(),
        "code": (report.code or "") if report else "",
        "states": states_in(report.inputs) if report and tells else None,
    }


def has_earlier(assessment: Assessment) -> bool:
    """Whether there is an earlier score of the same work; one query."""
    return _earlier(assessment).exists()


def _earlier(assessment: Assessment) -> QuerySet[Score]:
    score = assessment.score
    if score is None:
        return Score.objects.none()
    return Score.objects.filter(
        assessment__engagement=assessment.engagement_id,
        created_at__lt=score.created_at,
    ).defer(*Score.result_of())


def earlier_score(since: Mapping[str, Any]) -> Score | None:
    """The score that ``since_of`` named, with its response; None once it was deleted."""
    return (
        Score.objects.filter(pk=since["score"])
        .select_related("response__version")
        .first()
    )


def findings_by_state(assessment: Assessment) -> dict[str, int]:
    """The findings of an assessment by state, as reports count them: without conditions."""
    rows = Finding.objects.filter(assessment=assessment).exclude(source="condition")
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def states_in(inputs: Mapping[str, Any]) -> dict[str, int]:
    """The same as the inputs of a report froze them."""
    return dict(Counter(row["state"] for row in inputs["followed"]["findings"]))
