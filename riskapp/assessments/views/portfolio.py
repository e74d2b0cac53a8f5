"""Findings and accepted risks of all assessments."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from riskapp.accounts.access import memberships_of, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments import queries
from riskapp.assessments.forms import FindingFilter
from riskapp.audit.actions import record_export
from riskapp.common.exports import Column, export, wanted_format

PAGE_SIZE = 50
COLUMNS: tuple[Column, ...] = (
    Column("Vendor", lambda row: row.assessment.engagement.vendor.name),
    Column("Engagement", lambda row: row.assessment.engagement.name),
    Column("Finding", lambda row: row.text),
    Column("Remedy", lambda row: row.remedy),
    Column("Severity", lambda row: row.get_severity_display()),
    Column("State", lambda row: row.get_state_display()),
    Column("Source", lambda row: row.get_source_display()),
    Column("Tool", lambda row: row.tool),
    Column("Question", lambda row: row.question),
    Column("Risk", lambda row: row.risk),
    Column("Gain", lambda row: row.gain),
    Column("Rules", lambda row: row.rules),
    Column("Criteria", lambda row: row.criteria),
    Column("Owner", lambda row: row.owner),
    Column("Due", lambda row: row.due_on),
    Column("Shown to the vendor", lambda row: row.released_at),
    Column("Accepted until", lambda row: row.accepted_until),
    Column("Raised", lambda row: row.raised_at),
    Column("Settled", lambda row: row.settled_at),
)
WAIVER_COLUMNS: tuple[Column, ...] = (
    Column("Vendor", lambda row: row.assessment.engagement.vendor.name),
    Column("Engagement", lambda row: row.assessment.engagement.name),
    Column("Accepted risk", lambda row: row.text),
    Column("Severity", lambda row: row.get_severity_display()),
    Column("Tool", lambda row: row.tool),
    Column("Criteria", lambda row: row.criteria),
    Column("Accepted by", lambda row: row.accepted_by),
    Column("Accepted until", lambda row: row.accepted_until),
)


@require_GET
def all_findings(request: HttpRequest) -> HttpResponseBase:
    """Every finding a person may see, narrowed and sorted; ``?export=`` makes a file of it."""
    user = signed_in(request)
    narrowed = FindingFilter(
        request.GET, queryset=queries.all_findings(user), user=user
    )
    wanted = wanted_format(request.GET)
    if wanted:
        record_export("findings", by=user, wanted=wanted, query=_query(request))
        rows = narrowed.qs.iterator(chunk_size=2000)
        return export(wanted, "findings", COLUMNS, rows)
    context = {
        "filter": narrowed,
        "page": Paginator(narrowed.qs, PAGE_SIZE).get_page(request.GET.get("page")),
        "query": _query(request),
        "today": queries.today(),
        "is_filtered": any(request.GET.get(name) for name in narrowed.filters),
    }
    return render(request, "assessments/all_findings.html", context)


@require_GET
def waivers(request: HttpRequest) -> HttpResponseBase:
    """Every accepted risk, the next to end first; ``?export=`` makes a file of it."""
    user = signed_in(request)
    rows = queries.all_waivers(user)
    wanted = wanted_format(request.GET)
    if wanted:
        record_export("accepted risks", by=user, wanted=wanted)
        columns = WAIVER_COLUMNS
        if _may_read(user):
            columns = (*columns, Column("Reason", lambda row: row.accepted_reason))
        return export(wanted, "accepted-risks", columns, rows.iterator(chunk_size=2000))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    today = queries.today()
    context = {
        "page": page,
        "rows": [(row, row.days_left(today)) for row in page.object_list],
        "ending": rows.ending(today).count(),
        "query": "",
        "may_read": _may_read(user),
    }
    return render(request, "assessments/waivers.html", context)


def _may_read(user: User) -> bool:
    """Reasons are internal: only for those who may read answers wherever they belong."""
    held = memberships_of(user)
    return all(membership.can(Capability.VIEW_ANSWERS) for membership in held)


def _query(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("page", "export"):
        query.pop(name, None)
    return query.urlencode()
