"""Contract addenda that were issued, and how a draft came that far."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from riskapp.reports.choices import ReportState, VerificationResult
from riskapp.reports.models import CounselReview, IssuedAddendum, Report
from riskapp.reports.queries.standing import (
    issue_of_report,
    same_document,
    standing_of,
)
from riskapp.vendors.models import Engagement


@dataclass(frozen=True, slots=True)
class AddendumSteps:
    """How far a contract addendum came: what counsel said, newest first, what was issued from
    it, and whether either may happen now."""

    reviews: tuple[CounselReview, ...]
    issue: IssuedAddendum | None
    may_be_reviewed: bool = False
    may_be_issued: bool = False


def issued_now(engagement: Engagement) -> IssuedAddendum | None:
    """The contract addendum in force for a work; one query."""
    return (
        IssuedAddendum.objects.filter(engagement=engagement, replaced_by=None)
        .select_related("report")
        .defer("report__inputs")
        .first()
    )


def issue_of_draft(draft: Report) -> IssuedAddendum | None:
    """What was issued from a draft, or from the same one before its file was made again; one
    query."""
    return (
        IssuedAddendum.objects.filter(
            review__report__in=same_document(draft).values("pk")
        )
        .select_related("issued_by", "report", "replaced_by__report")
        .defer("report__inputs", "replaced_by__report__inputs")
        .first()
    )


def reviews_of(draft: Report) -> QuerySet[CounselReview]:
    """What counsel said of a draft, newest first; also of the same one before its file was made
    again."""
    return CounselReview.objects.filter(report__in=same_document(draft).values("pk"))


def steps_of(report: Report) -> AddendumSteps | None:
    """How far a contract addendum came; None for every other report. At most four queries."""
    if not report.is_addendum:
        return None
    if issue := issue_of_report(report):
        return AddendumSteps((issue.review,), issue)
    issue = issue_of_draft(report)
    reviews = tuple(reviews_of(report).select_related("recorded_by"))
    is_open = (
        issue is None
        and report.state == ReportState.READY
        and standing_of(report) == VerificationResult.CURRENT
    )
    return AddendumSteps(
        reviews, issue, is_open, is_open and bool(reviews) and reviews[0].is_fit
    )
