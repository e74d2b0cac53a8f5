"""Who may see a report: the only way a view gets one."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from questionnaires.limits import counted
from riskapp.accounts.access import require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.common.origin import origin_of
from riskapp.common.wall import everything, keep_to_organisation
from riskapp.reports.choices import ReportKind, ReportState
from riskapp.reports.models import Report, ReportLink, ReportSchedule

SHARED_KEY = "shared_report"
VERIFICATIONS = 30
VERIFICATIONS_SECONDS = 600


def report_for(
    user: User, report_id: UUID, can: Capability = Capability.VIEW
) -> Report:
    """Strangers get 404, so identifiers leak nothing; colleagues without the right, 403.

    Whoever may not see answers may see none that holds any; an export pack is for whoever reads
    the audit trail.
    """
    report = get_object_or_404(
        Report.objects.visible_to(user)
        .select_related("organisation", "score", "assessment__engagement__vendor")
        .defer("inputs"),
        pk=report_id,
    )
    if report.kind == ReportKind.PACK:
        can = Capability.VIEW_AUDIT
    membership = require(user, report.organisation_id, can)
    if report.holds_answers and not membership.can(Capability.VIEW_ANSWERS):
        raise PermissionDenied
    return report


def link_for(user: User, link_id: UUID) -> ReportLink:
    """A link to a report that this person may give to others; strangers get 404."""
    link = get_object_or_404(
        ReportLink.objects.visible_to(user).select_related("organisation"), pk=link_id
    )
    report_for(user, link.report_id, Capability.REQUEST_REPORT)
    return link


def schedule_for(user: User, schedule_id: UUID) -> ReportSchedule:
    """A schedule that whoever makes reports may stop; strangers get 404."""
    schedule = get_object_or_404(
        ReportSchedule.objects.visible_to(user), pk=schedule_id
    )
    require(user, schedule.organisation_id, Capability.REQUEST_REPORT)
    return schedule


def hold_link(request: HttpRequest, link: ReportLink) -> None:
    """Let the session in hand see the page of a link whose token it showed; its key is renewed,
    so that an old one opens nothing."""
    request.session.cycle_key()
    request.session[SHARED_KEY] = {
        "link": str(link.pk),
        "is_open": not link.password,
    }


def open_held_link(request: HttpRequest) -> None:
    """The password of the link in hand was proven."""
    request.session[SHARED_KEY] |= {"is_open": True}
    request.session.modified = True


def held_link(request: HttpRequest) -> tuple[ReportLink, bool] | None:
    """The link this session holds, while it opens anything, and whether its password was
    proven; its organisation is in hand from here on. None for all others alike."""
    held = request.session.get(SHARED_KEY)
    if not held:
        return None
    with everything("a link to a report that was opened"):
        link = (
            ReportLink.objects.usable()
            .select_related(
                "organisation",
                "made_by",
                "report__score",
                "report__assessment__engagement__vendor",
            )
            .filter(pk=held["link"], report__state=ReportState.READY)
            .first()
        )
    if link is None:
        return None
    keep_to_organisation(link.organisation_id)
    return link, bool(held["is_open"])


def may_verify(request: HttpRequest) -> bool:
    """Whether this address may verify another report; counts over ten minutes."""
    key = f"verify:{origin_of(request).ip}"
    return counted(key, VERIFICATIONS_SECONDS) <= VERIFICATIONS
