"""Making a report: the frozen inputs in, one whole file out, or a reason."""

from __future__ import annotations

import base64
import datetime
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.overlay import lay_over, overlay_of_data
from questionnaires.queries import answer_set_of
from riskapp.audit.actions import record
from riskapp.common.work import TRIES, is_in_hand
from riskapp.presentation.paper import on_paper
from riskapp.reports.actions.auditing import gathered
from riskapp.reports.choices import (
    EXTENSIONS,
    WITH_ANSWERS,
    Format,
    ReportKind,
    ReportState,
    Variant,
)
from riskapp.reports.context import (
    About,
    Followed,
    ReportStyle,
    build_context,
    build_overview,
)
from riskapp.reports.context.about import ACCENT
from riskapp.reports.context.addendum import addendum
from riskapp.reports.context.changes import ComparedScore, changed
from riskapp.reports.context.colour import readable
from riskapp.reports.context.incident import build_incident
from riskapp.reports.context.issued import Issued
from riskapp.reports.errors import (
    CannotBeShown,
    NothingToReport,
    ReportError,
    StoppedByFault,
    TriedTooOften,
)
from riskapp.reports.files import WRITERS, attachments_of, file_of
from riskapp.reports.files.pack import packed
from riskapp.reports.models import Report
from riskapp.reports.pdf import Attachment, certificate_of, pdf_from_html, sign
from riskapp.reports.queries.inputs import sha256_of
from riskapp.reports.queries.since import earlier_score, states_in
from riskapp.results.queries import compared

logger = logging.getLogger(__name__)
OVERVIEWS = (ReportKind.PORTFOLIO, ReportKind.COMPARISON)
TYPESET = 70  # percent: the pages stand, the file is still to be written


@dataclass(frozen=True, slots=True)
class Made:
    """The bytes of a finished report."""

    content: bytes
    pages: int = 0
    is_signed: bool = False


def render_report(report: Report, *, takes_over: bool = True) -> Report:
    """Make the file; a finished report is left as it is, a broken one says why, and one that
    another worker has in hand is left to it unless it ``takes_over``.

    The file is stored only when all of its bytes are there, and not at all when the report
    was called off meanwhile. A worker that is killed leaves nothing but the attempt.
    """
    report, is_mine = begin(report, takes_over=takes_over)
    if not is_mine:
        return report
    try:
        made = _made(report)
    except ReportError as error:
        if error.__cause__ is not None:  # a fault of ours, or of what is stored
            logger.exception("Report %s was not made.", report.pk)
        return fail_report(report, str(error))
    return finish(report, made)


@transaction.atomic
def fail_report(report: Report, reason: str) -> Report:
    """Note in words why the report could not be made; a finished one is left as it is."""
    report = _locked(report)
    if not report.is_working:
        return report
    report.state = ReportState.FAILED
    report.reason = reason[:1000]
    report.finished_at = timezone.now()
    report.save(update_fields=["state", "reason", "finished_at"])
    record(
        "report failed",
        report,
        organisation=report.organisation,
        by=None,
        after={"reason": report.reason, "attempts": report.attempts},
    )
    return report


def report_html(context: Mapping[str, Any]) -> str:
    """The report as one HTML document; asks the database nothing."""
    name = "summary" if context["is_short"] else "assessment"
    return render_to_string(f"reports/pdf/{name}.html", dict(context))


def with_addendum(
    context: dict[str, Any],
    answer_set: AnswerSet,
    issued: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The values of a report with those of the contract addendum: a draft, unless it was
    ``issued``."""
    found = addendum(answer_set, context["data"], context["catalogue"])
    return context | {
        "addendum": found,
        "issued": Issued.of(issued) if issued else None,
    }


def addendum_html(context: dict[str, Any]) -> str:
    """A contract addendum, of ``with_addendum``, as one HTML document."""
    return render_to_string("reports/pdf/addendum.html", context)


def begin(report: Report, *, takes_over: bool = True) -> tuple[Report, bool]:
    """Take a report in hand, and say whether it is; fails one whose worker was lost again
    and again."""
    report, is_mine = _begun(report, takes_over=takes_over)
    if is_mine and report.attempts > TRIES:
        return fail_report(report, str(TriedTooOften(TRIES))), False
    return report, is_mine


def give_up(report: Report, error: Exception) -> Report:
    """Fail a report that something unforeseen stopped, once it was tried often enough."""
    report = Report.objects.get(pk=report.pk)
    if report.attempts < TRIES:
        return report
    return fail_report(report, str(StoppedByFault(error)))


def finish(report: Report, made: Made) -> Report:
    """Store a finished file; throws it away when the report was called off meanwhile."""
    stored: list[str] = []
    try:
        return _finished(report, made, stored)
    except DatabaseError:
        for name in stored:
            report.file.storage.delete(name)
        raise


def report_progress(report: Report, percent: int) -> None:
    """Say how far a report is, to whoever watches; no more than that."""
    Report.objects.filter(pk=report.pk, state=ReportState.RENDERING).update(
        progress=percent
    )


@transaction.atomic
def _begun(report: Report, *, takes_over: bool) -> tuple[Report, bool]:
    report = _locked(report)
    if not report.is_working:
        return report, False
    if (
        report.state == ReportState.RENDERING
        and not takes_over
        and is_in_hand(report.started_at)
    ):
        return report, False
    report.state = ReportState.RENDERING
    report.attempts += 1
    report.progress = 5
    report.started_at = timezone.now()
    report.save(update_fields=["state", "attempts", "progress", "started_at"])
    return report, True


@transaction.atomic
def _finished(report: Report, made: Made, stored: list[str]) -> Report:
    report = _locked(report)
    if report.state != ReportState.RENDERING:
        return report
    report.sha256 = sha256_of(made.content)
    report.pages = made.pages
    report.is_signed = made.is_signed
    report.state = ReportState.READY
    report.reason = ""
    report.progress = 100
    report.finished_at = timezone.now()
    name = f"{report.pk}.{EXTENSIONS[Format(report.format)]}"
    report.file.save(name, ContentFile(made.content), save=False)
    stored.append(str(report.file.name))
    report.save()
    record(
        "report made",
        report,
        organisation=report.organisation,
        by=None,
        after={"sha256": report.sha256, "pages": report.pages},
    )
    return report


def _made(report: Report) -> Made:
    """The bytes of a report; raises CannotBeShown when what is stored does not fit."""
    with translation.override(report.language):
        try:
            if report.kind == ReportKind.BOARD:
                return _typeset(report, _board_html(report))
            if report.kind == ReportKind.INCIDENT:
                return _typeset(report, _incident_html(report))
            if report.kind in OVERVIEWS:
                return _typeset(report, _overview_html(report))
            context, answer_set = _context(report)
            if report.format in (Format.ADDENDUM, Format.ADDENDUM_PDF):
                context = with_addendum(
                    context, answer_set, report.inputs.get("issued")
                )
            if report.format in WRITERS:
                return Made(file_of(report.format, context, answer_set))
            if report.format == Format.ADDENDUM_PDF:
                return _typeset(report, addendum_html(context))
            html = report_html(context)
            if report.kind == ReportKind.PACK:
                return _packed(report, html, context, answer_set)
            is_archive = report.format == Format.ARCHIVE
            attached = carried(context, answer_set, is_archive=is_archive)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise CannotBeShown(error) from error
    return _typeset(report, html, attached, is_archive=is_archive)


def carried(
    context: dict[str, Any], answer_set: AnswerSet, *, is_archive: bool = False
) -> list[Attachment]:
    """The files inside a report: of a full one, which itself shows the weak and open answers
    only, and of an archive; none in a summary, whose reader may not see answers."""
    carries = (
        context["variant"] in WITH_ANSWERS
        if is_archive
        else context["variant"] == Variant.FULL
    )
    if not carries:
        return []
    return [Attachment(*item) for item in attachments_of(context, answer_set)]


def _typeset(
    report: Report,
    html: str,
    attached: Sequence[Attachment] = (),
    *,
    is_archive: bool = False,
) -> Made:
    pdf = pdf_from_html(
        html,
        logo=_logo(report),
        attachments=attached,
        is_archive=is_archive,
        megabytes=settings.REPORT_MEMORY_MB,
        typeset=lambda: report_progress(report, TYPESET),
    )
    certificate = certificate_of(settings.REPORT_SIGNING_DIR, report.organisation_id)
    if certificate is None:
        return Made(pdf.content, pdf.pages)
    return Made(sign(pdf.content, certificate), pdf.pages, is_signed=True)


def _packed(
    report: Report, html: str, context: dict[str, Any], answer_set: AnswerSet
) -> Made:
    """The export pack: the report beside the answers, the score and what was gathered."""
    pdf = _typeset(report, html)
    carried_files = attachments_of(context, answer_set)
    files = {"report.pdf": pdf.content} | {
        name: content for name, content, *_about in carried_files
    }
    about = context["about"]
    facts = {
        "organisation": about.organisation,
        "vendor": about.vendor,
        "engagement": about.engagement,
        "assessment": str(report.assessment_id),
        "score": str(report.score_id),
        "answers_sha256": about.digest,
        "inputs_sha256": report.inputs_digest,
        "code": report.code,
        "requested": report.requested_at.isoformat(),
        "report_is_signed": pdf.is_signed,
    }
    return Made(packed(files, gathered(report), facts, report.requested_at), pdf.pages)


def _incident_html(report: Report) -> str:
    """The page about an incident, from its frozen rows."""
    context = build_incident(report.inputs, _about_all(report), _look(report))
    return render_to_string("reports/pdf/incident.html", context)


def _overview_html(report: Report) -> str:
    """The portfolio or a comparison, from its frozen rows."""
    inputs = report.inputs
    context = build_overview(
        inputs["rows"],
        inputs["unassessed"],
        _about_all(report),
        _look(report),
        inputs.get("not_assessed", ()),
    )
    return render_to_string(f"reports/pdf/{report.kind}.html", context)


def _board_html(report: Report) -> str:
    """The first page as it was frozen; its markup is that of our own templates."""
    page = on_paper(report.inputs["page"], settings.PUBLIC_URL)
    context = {
        "language": report.language,
        "about": _about_all(report),
        "look": _look(report),
        "variant": report.variant,
        "narrowed": report.inputs["narrowed"],
        "page": mark_safe(page),  # noqa: S308  # rendered and escaped by our templates
    }
    return render_to_string("reports/pdf/board.html", context)


def _about_all(report: Report) -> About:
    """What a report about more than one assessment says it is about."""
    return About(
        organisation=report.inputs["organisation"],
        vendor=str(report.get_kind_display()),
        country="",
        engagement="",
        submitted=timezone.localdate(report.requested_at),
        attested="",
        digest="",
        **_seal(report),
    )


def _seal(report: Report) -> dict[str, Any]:
    """What stands on the cover to verify a report by."""
    page = f"{settings.PUBLIC_URL.rstrip('/')}/verify/"
    return {
        "issued": timezone.localdate(report.requested_at),
        "code": report.code or "",
        "verify_page": page,
        "verify_url": f"{page}?code={report.code}" if report.code else "",
        "inputs_digest": report.inputs_digest,
    }


def _look(report: Report) -> ReportStyle:
    look = report.inputs.get("look") or {}
    return ReportStyle(
        accent=readable(look["colour"]) if look.get("colour") else ACCENT,
        has_logo=bool(look.get("logo")),
    )


def _context(report: Report) -> tuple[dict[str, Any], AnswerSet]:
    """What the report shows, from its frozen inputs, score and answers."""
    if report.score is None:
        raise NothingToReport
    response = report.score.response
    about = dict(report.inputs["about"])
    about["submitted"] = datetime.date.fromisoformat(about["submitted"])
    followed = dict(report.inputs["followed"])
    overlay = overlay_of_data(report.score.result.get("overlay", []))
    answer_set = lay_over(answer_set_of(response), overlay)
    context = build_context(
        About(**about, **_seal(report), is_draft=report.inputs.get("is_draft")),
        answer_set,
        report.score.result,
        Followed(variant=report.variant, **followed),
        _look(report),
    )
    context["changes"] = _changes(report)
    return context, answer_set


def _changes(report: Report) -> dict[str, Any] | None:
    """What changed since the last report, where there is an earlier score."""
    since = report.inputs.get("since")
    before = earlier_score(since) if since else None
    if before is None or report.score is None:
        return None
    return changed(
        compared(before, report.score),
        ComparedScore.of(since),
        states_in(report.inputs),
        may_read=report.variant in WITH_ANSWERS,
    )


def _logo(report: Report) -> bytes:
    return base64.b64decode((report.inputs.get("look") or {}).get("logo", ""))


def _locked(report: Report) -> Report:
    return (
        Report.objects.select_for_update(of=("self",))
        .select_related(
            "organisation", "score__response", "assessment__engagement__vendor"
        )
        .get(pk=report.pk)
    )
