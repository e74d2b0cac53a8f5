"""Findings and accepted risks of all assessments."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from riskapp.accounts.access import (
    may_here,
    memberships_of,
    organisation_for,
    signed_in,
)
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments import queries
from riskapp.assessments.actions.review import ask_for_newest_model
from riskapp.assessments.forms import FindingFilter, WaiverFilter
from riskapp.assessments.tasks import score_by_newest_model
from riskapp.assessments.views.picking import show_form
from riskapp.audit.http import list_file
from riskapp.common.exports import Column
from riskapp.common.lists import list_page
from riskapp.lists.choices import ListName
from riskapp.lists.queries import saved_views


@require_POST
def score_anew(request: HttpRequest) -> HttpResponse:
    """Have every rating of an older model scored anew, as new snapshots."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.ASSESS)
    due = ask_for_newest_model(user, organisation)
    if due:
        score_by_newest_model.delay_on_commit(str(organisation.pk))
    words = ngettext(
        "%(count)s rating is computed again. The old score stays, and the change is shown.",
        "%(count)s ratings are computed again. The old scores stay, and the changes are shown.",
        due,
    )
    messages.success(request, words % {"count": due})
    return redirect("dashboards:overview")


COLUMNS: tuple[Column, ...] = (
    Column("Vendor", lambda row: row.assessment.engagement.vendor.name),
    Column("Engagement", lambda row: row.assessment.engagement.name),
    Column("Finding", lambda row: queries.in_language(row.text)),
    Column("Remedy", lambda row: queries.in_language(row.remedy)),
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
    Column("Accepted risk", lambda row: queries.in_language(row.text)),
    Column("Severity", lambda row: row.get_severity_display()),
    Column("Tool", lambda row: row.tool),
    Column("Criteria", lambda row: row.criteria),
    Column("Accepted by", lambda row: row.accepted_by),
    Column("Accepted until", lambda row: row.accepted_until),
)
REASON = Column("Reason", lambda row: row.accepted_reason)


@require_GET
def all_findings(request: HttpRequest) -> HttpResponseBase:
    """Every finding a person may see, narrowed and sorted: by theme on pages, one by one as a
    file."""
    user = signed_in(request)
    narrowed = FindingFilter(
        request.GET, queryset=queries.all_findings(user), user=user
    )
    if file := list_file(request, "findings", COLUMNS, narrowed.qs):
        return file
    order = request.GET.get("order", "")
    context = list_page(request, narrowed, queries.theme_rows(narrowed.qs, order))
    context |= {
        "rows": queries.in_words(context["page"].object_list),
        "total": narrowed.qs.count(),
        "saved": saved_views(user, ListName.FINDINGS, context["query"]),
        "today": queries.today(),
    }
    if may_here(user, Capability.ASSESS):
        context["show_form"] = show_form()
    return render(request, "assessments/all_findings.html", context)


@require_GET
def waivers(request: HttpRequest) -> HttpResponseBase:
    """Every accepted risk, the next to end first, on pages or as a file."""
    user = signed_in(request)
    narrowed = WaiverFilter(request.GET, queryset=queries.all_waivers(user), user=user)
    may_read = _may_read(user)
    columns = (*WAIVER_COLUMNS, REASON) if may_read else WAIVER_COLUMNS
    if file := list_file(request, "accepted-risks", columns, narrowed.qs):
        return file
    today = queries.today()
    context = list_page(request, narrowed)
    context |= {
        "rows": [(row, row.days_left(today)) for row in context["page"].object_list],
        "ending": narrowed.qs.ending(today).count(),
        "may_read": may_read,
    }
    return render(request, "assessments/waivers.html", context)


def _may_read(user: User) -> bool:
    """Reasons are internal: only for those who may read answers wherever they belong."""
    held = memberships_of(user)
    return all(membership.can(Capability.VIEW_ANSWERS) for membership in held)
