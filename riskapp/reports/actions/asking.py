"""Asking for a report, and noting who took it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation

from riskapp.accounts.models import Organisation, User
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record
from riskapp.incidents.models import Incident
from riskapp.reports.actions.archiving import listed, locked
from riskapp.reports.actions.promising import promised_by
from riskapp.reports.actions.retrying import queued_again
from riskapp.reports.choices import (
    ADDENDA,
    Format,
    Language,
    ReportKind,
    ReportState,
    Variant,
)
from riskapp.reports.errors import NothingToReport
from riskapp.reports.models import Report
from riskapp.reports.queries.incidents import incident_inputs
from riskapp.reports.queries.inputs import LAYOUT, inputs_digest, inputs_of, look_of
from riskapp.reports.queries.overviews import (
    not_assessed,
    outcomes,
    overview_inputs,
    unassessed,
    with_answers,
)

# Letters and digits that nobody mistakes for each other (Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """Which report is wanted: for whom, in which language, as which file."""

    variant: str = Variant.FULL
    language: str = Language.EN
    format: str = Format.PDF


@transaction.atomic
def request_report(
    assessment: Assessment, *, by: User, report_request: ReportRequest | None = None
) -> Report:
    """The report on the current score; the same inputs give the same report, which stands in the
    list again.

    Raises NothingToReport before there is a score.
    """
    return listed(report_on(assessment, by=by, report_request=report_request), by=by)


@transaction.atomic
def report_on(
    assessment: Assessment, *, by: User, report_request: ReportRequest | None = None
) -> Report:
    """As ``request_report``, for a bundle or a schedule: archived, it stays so."""
    report_request = report_request or ReportRequest()
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related(
            "organisation", "score__response", "engagement__vendor", "decision__by"
        )
        .get(pk=assessment.pk)
    )
    inputs = inputs_of(
        assessment,
        variant=report_request.variant,
        language=report_request.language,
        wanted=report_request.format,
    )
    if report_request.format in ADDENDA:
        inputs |= {"promised": promised_by(assessment), "is_draft": True}
    return wanted_report(
        assessment.organisation,
        inputs,
        by=by,
        assessment=assessment,
        score=assessment.score,
        variant=report_request.variant,
        language=report_request.language,
        format=report_request.format,
        is_draft=inputs["is_draft"],
    )


@transaction.atomic
def request_overview(
    organisation: Organisation,
    *,
    by: User,
    language: str = Language.EN,
    only: Collection[UUID] | None = None,
) -> Report:
    """The portfolio for the board, or a comparison of ``only`` some assessments (their
    outcomes in sentences, no single answers). Raises NothingToReport where there is no work, or
    nothing to compare."""
    return listed(overview_of(organisation, by=by, language=language, only=only), by=by)


@transaction.atomic
def overview_of(
    organisation: Organisation,
    *,
    by: User,
    language: str = Language.EN,
    only: Collection[UUID] | None = None,
) -> Report:
    """As ``request_overview``, for a schedule: archived, it stays so."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    kind = ReportKind.PORTFOLIO if only is None else ReportKind.COMPARISON
    rows = outcomes(organisation, only)
    missing, named = 0, list[dict[str, Any]]()
    if only is None:
        missing, named = unassessed(organisation, rows), not_assessed(organisation)
    if not rows and not missing:
        raise NothingToReport
    if only is not None:
        with translation.override(language):
            rows = with_answers(organisation, rows)
    inputs = overview_inputs(
        organisation, kind, rows, language=language, missing=missing, named=named
    )
    return wanted_report(
        organisation,
        inputs,
        by=by,
        kind=kind,
        variant=Variant.SUMMARY,
        language=language,
        format=Format.PDF,
    )


@transaction.atomic
def request_board(
    organisation: Organisation,
    *,
    by: User,
    language: str,
    page: str,
    narrowed: Sequence[str] = (),
) -> Report:
    """The first page of whoever decides, as it is shown at this moment, for the board; ``page``
    is its markup in ``language``, and ``narrowed`` says in words by what it is narrowed."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    inputs = {
        "layout": LAYOUT,
        "kind": ReportKind.BOARD.value,
        "language": str(language),
        "organisation": organisation.name,
        "page": page,
        "narrowed": list(narrowed),
        "look": look_of(organisation),
    }
    return asked_report(
        organisation,
        inputs,
        by=by,
        kind=ReportKind.BOARD,
        variant=Variant.SUMMARY,
        language=language,
        format=Format.PDF,
    )


@transaction.atomic
def request_incident(
    incident: Incident, *, by: User, language: str = Language.EN
) -> Report:
    """One page about an incident: who was affected, asked and answered, and when."""
    inputs = incident_inputs(incident, language=language, now=timezone.now())
    return asked_report(
        incident.organisation,
        inputs,
        by=by,
        kind=ReportKind.INCIDENT,
        variant=Variant.FULL,
        language=language,
        format=Format.PDF,
    )


@transaction.atomic
def note_download(report: Report, *, by: User) -> None:
    """Put a download into the audit trail."""
    record(
        "report downloaded",
        report,
        organisation=report.organisation,
        by=by,
        after={"sha256": report.sha256},
    )


def asked_report(
    organisation: Organisation, inputs: dict[str, Any], *, by: User, **facts: Any
) -> Report:
    """As ``wanted_report``, for a person: it stands in the list again."""
    return listed(wanted_report(organisation, inputs, by=by, **facts), by=by)


def wanted_report(
    organisation: Organisation, inputs: dict[str, Any], *, by: User, **facts: Any
) -> Report:
    """The report made from these inputs: the one there is, archived or not, or a new one in the
    queue."""
    digest = inputs_digest(inputs)
    existing = Report.objects.filter(
        organisation=organisation, inputs_digest=digest
    ).first()
    if existing is not None and existing.state == ReportState.EXPIRED:
        # Its digest stays what copies are verified by; a new file is a new report.
        after = {"after": str(existing.pk)}
        return wanted_report(organisation, inputs | after, by=by, **facts)
    if existing is not None and existing.state == ReportState.CANCELLED:
        return queued_again(locked(existing), by=by)
    if existing is not None:
        return existing
    report = Report.objects.create(
        organisation=organisation,
        inputs=inputs,
        inputs_digest=digest,
        code=_new_code(),
        requested_by=by,
        **facts,
    )
    record(
        "report requested",
        report,
        organisation=organisation,
        by=by,
        after={
            "kind": str(report.kind),
            "variant": str(report.variant),
            "language": str(report.language),
            "format": str(report.format),
            "inputs": digest,
        },
    )
    return report


def _new_code() -> str:
    """Sixty bits nobody can guess, in three groups to type."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
