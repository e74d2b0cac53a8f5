"""Who may see a report: the only way a view gets one."""

from __future__ import annotations

from uuid import UUID

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from riskapp.accounts.access import require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.common.origin import origin_of
from riskapp.reports.choices import ReportKind
from riskapp.reports.models import Report

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


def may_verify(request: HttpRequest) -> bool:
    """Whether this address may verify another report; counts over ten minutes."""
    key = f"verify:{origin_of(request).ip}"
    if cache.add(key, 1, VERIFICATIONS_SECONDS):
        return True
    try:
        return int(cache.incr(key)) <= VERIFICATIONS
    except ValueError:
        cache.set(key, 1, VERIFICATIONS_SECONDS)
        return True
