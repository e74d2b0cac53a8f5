"""Asking for the files of several reports in one ZIP."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from riskapp.accounts.models import Organisation, User
from riskapp.reports.actions.asking import ReportRequest, asked_report, report_on
from riskapp.reports.choices import Format, ReportKind, ReportState, Variant
from riskapp.reports.errors import CollectedAlready, NobodyApproved, NothingToCollect
from riskapp.reports.models import Report
from riskapp.reports.queries.overviews import approved_now


@transaction.atomic
def request_bundle(
    organisation: Organisation, *, by: User, report_request: ReportRequest | None = None
) -> Report:
    """One ZIP with the reports of every vendor whose approval holds today.

    Raises NobodyApproved.
    """
    report_request = report_request or ReportRequest()
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    reports = [
        report_on(assessment, by=by, report_request=report_request)
        for assessment in approved_now(organisation)
    ]
    if not reports:
        raise NobodyApproved
    inputs = {
        "kind": ReportKind.BUNDLE.value,
        "variant": str(report_request.variant),
        "language": str(report_request.language),
        "format": str(report_request.format),
        "reports": [str(report.pk) for report in reports],
    }
    return asked_report(
        organisation,
        inputs,
        by=by,
        kind=ReportKind.BUNDLE,
        variant=report_request.variant,
        language=report_request.language,
        format=Format.ZIP,
    )


@transaction.atomic
def request_selection(
    organisation: Organisation, reports: Sequence[Report], *, by: User
) -> Report:
    """One ZIP with the files of reports that the caller was allowed to get, once those that are
    being made are there. Raises NothingToCollect, and CollectedAlready for what is a ZIP itself.
    """
    if any(report.format == Format.ZIP for report in reports):
        raise CollectedAlready
    there = [row for row in reports if row.is_working or row.state == ReportState.READY]
    if not there:
        raise NothingToCollect
    variant = Variant.SUMMARY
    if any(report.holds_answers for report in there):
        variant = Variant.FULL
    inputs = {
        "kind": ReportKind.SELECTION.value,
        "variant": str(variant),
        "reports": sorted(str(report.pk) for report in there),
    }
    return asked_report(
        organisation,
        inputs,
        by=by,
        kind=ReportKind.SELECTION,
        variant=variant,
        language=there[0].language,
        format=Format.ZIP,
    )
