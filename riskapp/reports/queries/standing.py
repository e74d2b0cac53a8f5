"""How a report stands to what is known today."""

from __future__ import annotations

from django.db.models import F, Func, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast

from riskapp.assessments.models import Assessment
from riskapp.reports.choices import (
    ADDENDA,
    ReportKind,
    ReportState,
    VerificationResult,
)
from riskapp.reports.models import IssuedAddendum, Report, ReportQuerySet


def newest_of(assessment: Assessment, *, packs: bool = False) -> ReportQuerySet:
    """The reports on the score there is, newest first; with the export packs for auditors."""
    kinds = [ReportKind.ASSESSMENT, *([ReportKind.PACK] if packs else [])]
    found = Report.objects.filter(
        kind__in=kinds, assessment=assessment, score=assessment.score_id
    )
    return found.select_related("issue").order_by("-requested_at")


def same_document(report: Report) -> QuerySet[Report]:
    """A report, and those made from the same inputs before and after it: each took the place of
    one whose file was gone."""
    inputs = Func(
        F("inputs"),
        Cast(Value("after"), TextField()),
        template="(%(expressions)s)::text",
        arg_joiner=" - ",
        output_field=TextField(),
    )
    rows = Report.objects.annotate(made_from=inputs)
    return rows.filter(
        organisation=report.organisation_id,
        kind=report.kind,
        assessment=report.assessment_id,
        score=report.score_id,
        format=report.format,
        language=report.language,
        made_from=Subquery(rows.filter(pk=report.pk).values("made_from")),
    )


def issue_of_report(report: Report) -> IssuedAddendum | None:
    """The issue that a document is of, also where its file was lost and made again; None for a
    draft and every other report; one query."""
    if not report.is_addendum or report.is_draft:
        return None
    return (
        IssuedAddendum.objects.filter(report__in=same_document(report).values("pk"))
        .select_related(
            "issued_by", "review__report", "replaces__report", "replaced_by__report"
        )
        .defer(
            "review__report__inputs",
            "replaces__report__inputs",
            "replaced_by__report__inputs",
        )
        .first()
    )


def standing_of(report: Report) -> VerificationResult:
    """Whether a genuine report is still what would be said today. An issued contract addendum
    holds until another is issued, whatever is scored meanwhile."""
    if issue := issue_of_report(report):
        return (
            VerificationResult.SUPERSEDED
            if hasattr(issue, "replaced_by")
            else VerificationResult.CURRENT
        )
    if report.assessment is not None and report.assessment.score_id != report.score_id:
        return VerificationResult.SUPERSEDED
    return (
        VerificationResult.SUPERSEDED
        if _newer(report).exists()
        else VerificationResult.CURRENT
    )


def _newer(report: Report) -> QuerySet[Report]:
    newer = Report.objects.filter(
        organisation=report.organisation_id,
        kind=report.kind,
        assessment=report.assessment_id,
        variant=report.variant,
        language=report.language,
        format=report.format,
        requested_at__gt=report.requested_at,
        state__in=(ReportState.READY, ReportState.EXPIRED),
    )
    if report.format in ADDENDA:
        newer = newer.exclude(inputs__has_key="issued")
    if report.kind == ReportKind.INCIDENT:
        newer = newer.filter(inputs__incident=report.inputs["incident"])
    return newer


def newer_than(report: Report) -> Report | None:
    """The newest report that took the place of this one; None where it is the newest, or where
    its score was left behind and no other report is made yet."""
    if issue := issue_of_report(report):
        later = getattr(issue, "replaced_by", None)
        return later.report if later else None
    return _newer(report).order_by("-requested_at").first()


def issued() -> QuerySet[Report]:
    """Every report that was ever finished, its file kept or not."""
    return Report.objects.filter(
        state__in=(ReportState.READY, ReportState.EXPIRED)
    ).select_related("assessment")


def title_of(report: Report) -> str:
    """What a report is about, in the language in force: the vendor and its work, or the kind."""
    if report.assessment is None:
        return str(report.get_kind_display())
    work = report.assessment.engagement
    return f"{work.vendor.name}, {work.name}"
