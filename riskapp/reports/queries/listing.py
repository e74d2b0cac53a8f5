"""The reports of a list."""

from __future__ import annotations

from riskapp.accounts.access import may_here
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.reports.choices import ReportKind
from riskapp.reports.models import Report, ReportQuerySet


def reports_of(user: User) -> ReportQuerySet:
    """Every report that a person may see, newest first: with answers for whoever may see those,
    export packs for whoever reads the audit trail."""
    found: ReportQuerySet = Report.objects.visible_to(user)  # type: ignore[assignment]  # stays a ReportQuerySet
    if not may_here(user, Capability.VIEW_ANSWERS):
        found = found.without_answers()
    if not user.may_audit:
        found = found.exclude(kind=ReportKind.PACK)
    return found
