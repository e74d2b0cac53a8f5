"""Many reports in one ZIP."""

from __future__ import annotations

import csv
import io
import logging
import zipfile

from django.utils.text import slugify
from django.utils.translation import gettext

from riskapp.common.exports import safe_text
from riskapp.reports.actions.making import Made, begin, finish, report_progress
from riskapp.reports.choices import EXTENSIONS, Format, ReportState
from riskapp.reports.models import Report

logger = logging.getLogger(__name__)
HEADINGS = ("vendor", "engagement", "state", "reason", "file", "sha256")


def pack_bundle(bundle: Report, *, takes_over: bool = True) -> Report:
    """Pack what is there, once none of the reports is still being made; what failed is
    named in the list with its reason. Running twice makes one file."""
    wanted = bundle.inputs["reports"]
    reports = list(
        Report.objects.filter(pk__in=wanted)
        .select_related("assessment__engagement__vendor")
        .order_by("assessment__engagement__vendor__name_sorted", "pk")
    )
    waiting = sum(report.is_working for report in reports)
    if waiting:
        Report.objects.filter(pk=bundle.pk, state=ReportState.QUEUED).update(
            state=ReportState.RENDERING
        )
        report_progress(bundle, 95 * (len(reports) - waiting) // len(reports))
        bundle.refresh_from_db(fields=["state", "progress"])
        return bundle
    bundle, is_mine = begin(bundle, takes_over=takes_over)
    if not is_mine:
        return bundle
    return finish(bundle, Made(_zipped(reports)))


def _zipped(reports: list[Report]) -> bytes:
    out, listing = io.BytesIO(), io.StringIO()
    lines = csv.writer(listing)
    lines.writerow(HEADINGS)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, report in enumerate(reports, start=1):
            vendor, work = _about(report)
            name = lost = ""
            if report.state == ReportState.READY:
                short = slugify(f"{vendor} {work}")[:80]
                name = f"{number:03}-{short}.{EXTENSIONS[Format(report.format)]}"
                try:
                    with report.file.open("rb") as file:
                        archive.writestr(name, file.read())
                except FileNotFoundError:
                    logger.exception("The file of report %s is lost.", report.pk)
                    name, lost = "", gettext("The file is lost.")
            lines.writerow(
                [
                    safe_text(vendor),
                    safe_text(work),
                    report.state,
                    safe_text(report.reason or lost),
                    name,
                    report.sha256,
                ]
            )
        archive.writestr("contents.csv", "\ufeff" + listing.getvalue())
    return out.getvalue()


def _about(report: Report) -> tuple[str, str]:
    """The names of the vendor and the work; what it is about where that is no one work."""
    if report.assessment is None:
        return str(report.get_kind_display()), ""
    work = report.assessment.engagement
    return work.vendor.name, work.name
