"""Findings and accepted risks of all assessments."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from riskapp.accounts.access import may_here, memberships_of, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments.queries import listing
from riskapp.assessments.queries.wording import in_language
from riskapp.audit.http import list_file
from riskapp.common.exports import Column
from riskapp.common.lists import list_page
from riskapp.findings.forms.listing import FindingFilter, WaiverFilter
from riskapp.findings.queries import listing as finding_listing
from riskapp.findings.queries.theme_list import ThemeList
from riskapp.findings.queries.themes import in_words
from riskapp.findings.views.picking import show_form
from riskapp.lists.choices import ListName
from riskapp.lists.queries import OF_PARTS, bulk_bar, saved_views
from riskapp.vendors.forms.listing import by_vendor

COLUMNS: tuple[Column, ...] = (
    Column("Vendor", lambda row: row.assessment.engagement.vendor.name),
    Column("Engagement", lambda row: row.assessment.engagement.name),
    Column("Finding", lambda row: in_language(row.text)),
    Column("Remedy", lambda row: in_language(row.remedy)),
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
    Column("Closed", lambda row: row.settled_at),
)
WAIVER_COLUMNS: tuple[Column, ...] = (
    Column("Vendor", lambda row: row.assessment.engagement.vendor.name),
    Column("Engagement", lambda row: row.assessment.engagement.name),
    Column("Accepted risk", lambda row: in_language(row.text)),
    Column("Severity", lambda row: row.get_severity_display()),
    Column("Tool", lambda row: row.tool),
    Column("Criteria", lambda row: row.criteria),
    Column("Accepted by", lambda row: row.accepted_by),
    Column("Accepted until", lambda row: row.accepted_until),
    Column("Owner", lambda row: row.owner),
)
# What a page shows of them: rows of findings, assessments, work and people are wide.
SHOWN_OF_WAIVERS = (
    "text",
    "tool",
    "severity",
    "accepted_until",
    "accepted_reason",
    "assessment__engagement__name",
    "assessment__engagement__vendor__name",
    "accepted_by__name",
    "accepted_by__email",
    "owner__name",
    "owner__email",
)
VENDOR = "assessment__engagement__vendor"
REASON = Column("Reason", lambda row: row.accepted_reason)


@require_GET
def all_findings(request: HttpRequest) -> HttpResponseBase:
    """Every finding a person may see, narrowed and sorted: by theme on pages, one by one as a
    file."""
    user = signed_in(request)
    narrowed = FindingFilter(
        request.GET, queryset=finding_listing.all_findings(user), user=user
    )
    if file := list_file(request, "findings", COLUMNS, narrowed.qs):
        return file
    today = listing.today()
    findings = narrowed.qs
    asked = narrowed.form.cleaned_data | {"today": today}
    themes = ThemeList(user, findings, asked, narrowed.looked_for)
    context = list_page(request, narrowed, themes)
    context |= {
        "rows": in_words(context["page"].object_list),
        "total": themes.findings_to(context["page"].paginator.most),
        "saved": saved_views(user, ListName.FINDINGS, context["query"]),
        "today": today,
        "bar": bulk_bar(request, does=OF_PARTS),
        "may_pick": may_here(user, Capability.ASSESS)
        or may_here(user, Capability.DECIDE),
    }
    if may_here(user, Capability.ASSESS):
        context["show_form"] = show_form()
    return render(request, "findings/all_findings.html", context)


@require_GET
def waivers(request: HttpRequest) -> HttpResponseBase:
    """Every accepted risk, the next to end first, on pages or as a file."""
    user = signed_in(request)
    narrowed = WaiverFilter(
        request.GET, queryset=finding_listing.all_waivers(user), user=user
    )
    may_read = _may_read(user)
    columns = (*WAIVER_COLUMNS, REASON) if may_read else WAIVER_COLUMNS
    if file := list_file(request, "accepted-risks", columns, narrowed.qs):
        return file
    today = listing.today()
    rows = narrowed.qs.only(*SHOWN_OF_WAIVERS)
    context = list_page(request, narrowed, by_vendor(user, narrowed, rows, VENDOR))
    context |= {
        "rows": [(row, row.days_left(today)) for row in context["page"].object_list],
        "ending": narrowed.qs.ending(today).count(),
        "may_read": may_read,
        "bar": bulk_bar(
            request,
            does=("take", "give", "label", "renew"),
            needs={"renew": Capability.DECIDE},
        ),
        "saved": saved_views(user, ListName.WAIVERS, context["query"]),
    }
    return render(request, "findings/waivers.html", context)


def _may_read(user: User) -> bool:
    """Reasons are internal: only for those who may read answers wherever they belong."""
    held = memberships_of(user)
    return all(membership.can(Capability.VIEW_ANSWERS) for membership in held)
