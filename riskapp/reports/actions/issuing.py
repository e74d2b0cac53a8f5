"""From the draft of a contract addendum to one that is in force: counsel, then a member."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as mark

from riskapp.accounts.models import User
from riskapp.audit.actions import record
from riskapp.reports.actions.asking import asked_report
from riskapp.reports.choices import ISSUED_AS, ReportState, VerificationResult
from riskapp.reports.errors import (
    AlreadyIssued,
    CounselHasNotAgreed,
    DraftBehind,
    NoDraftOfAddendum,
)
from riskapp.reports.models import CounselReview, IssuedAddendum, Report
from riskapp.reports.queries.issued import issue_of_draft, issued_now, reviews_of
from riskapp.reports.queries.standing import standing_of
from riskapp.vendors.models import Engagement


@dataclass(frozen=True, slots=True)
class CounselWord:
    """What counsel said of a draft: who, when, whether it may be issued, with which ``terms``
    added to it, and what stays in the house."""

    counsel: str
    reviewed_on: datetime.date
    is_fit: bool
    terms: str = ""
    remarks: str = ""


@transaction.atomic
def record_counsel(draft: Report, word: CounselWord, *, by: User) -> CounselReview:
    """Keep what counsel said of a draft; the last word counts. Raises NoDraftOfAddendum,
    AlreadyIssued and DraftBehind."""
    draft = _draft(draft)
    review = CounselReview.objects.create(
        organisation=draft.organisation,
        report=draft,
        counsel=word.counsel,
        reviewed_on=word.reviewed_on,
        is_fit=word.is_fit,
        terms=word.terms,
        remarks=word.remarks,
        recorded_by=by,
    )
    record(
        mark("addendum reviewed by counsel"),
        review,
        organisation=draft.organisation,
        by=by,
        after={
            "report": str(draft.pk),
            "counsel": review.counsel,
            "reviewed_on": review.reviewed_on.isoformat(),
            "is_fit": review.is_fit,
            "terms": review.terms,
            "remarks": review.remarks,
        },
    )
    return review


@transaction.atomic
def issue_addendum(draft: Report, *, by: User) -> IssuedAddendum:
    """Put a draft that counsel agreed to into force, as a frozen document of its own that
    replaces the one issued before. Raises NoDraftOfAddendum, AlreadyIssued, DraftBehind and
    CounselHasNotAgreed."""
    draft = _draft(draft)
    review = reviews_of(draft).first()
    if review is None or not review.is_fit:
        raise CounselHasNotAgreed
    assert draft.assessment is not None  # noqa: S101  # every draft is of one
    engagement = Engagement.objects.select_for_update(of=("self",)).get(
        pk=draft.assessment.engagement_id
    )
    before = issued_now(engagement)
    today = timezone.localdate()
    inputs = draft.inputs | {
        "format": ISSUED_AS.value,
        "is_draft": False,
        "issued": _in_words(draft, review, before, today, by),
    }
    report = asked_report(
        draft.organisation,
        inputs,
        by=by,
        assessment=draft.assessment,
        score=draft.score,
        variant=draft.variant,
        language=draft.language,
        format=ISSUED_AS,
        is_draft=False,
    )
    issue = IssuedAddendum.objects.create(
        organisation=draft.organisation,
        engagement=engagement,
        review=review,
        report=report,
        replaces=before,
        issued_on=today,
        issued_by=by,
    )
    record(
        mark("addendum issued"),
        issue,
        organisation=draft.organisation,
        by=by,
        after={
            "report": str(report.pk),
            "draft": str(draft.pk),
            "review": str(review.pk),
            "replaces": str(before.pk) if before else "",
            "issued_on": today.isoformat(),
        },
    )
    return issue


def _in_words(
    draft: Report,
    review: CounselReview,
    before: IssuedAddendum | None,
    today: datetime.date,
    by: User,
) -> dict[str, Any]:
    """What an issued addendum says of itself, frozen with it."""
    return {
        "on": today.isoformat(),
        "by": by.name,
        "counsel": review.counsel,
        "reviewed_on": review.reviewed_on.isoformat(),
        "terms": review.terms,
        "draft": draft.code or "",
        "replaces": {
            "on": before.issued_on.isoformat(),
            "code": before.report.code or "",
        }
        if before
        else None,
    }


def _draft(report: Report) -> Report:
    """A finished draft that says what holds today, in hand until the transaction ends."""
    report = (
        Report.objects.select_for_update(of=("self",))
        .select_related("organisation", "assessment", "score")
        .get(pk=report.pk)
    )
    if not report.is_addendum or report.is_issued or report.state != ReportState.READY:
        raise NoDraftOfAddendum
    if issue_of_draft(report) is not None:
        raise AlreadyIssued
    if standing_of(report) != VerificationResult.CURRENT:
        raise DraftBehind
    return report
