"""The first page of each role, and the lists behind its numbers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from riskapp.accounts.access import may_here, organisation_for, signed_in
from riskapp.accounts.choices import Capability, Role
from riskapp.accounts.models import User
from riskapp.audit.http import list_file
from riskapp.common.exports import Column, wanted_format
from riskapp.common.heartbeats import Who, last_heard
from riskapp.common.lists import list_page, narrowing
from riskapp.common.pages import page_of
from riskapp.dashboards.choices import Runs
from riskapp.dashboards.forms import (
    MovedFilter,
    ScopeFilter,
    SigningFilter,
    StandingFilter,
    kept_work,
)
from riskapp.dashboards.queries.auditing import (
    QUESTIONED,
    acceptances_past,
    counts_of,
    decisions_of,
    questioned,
    sample,
)
from riskapp.dashboards.queries.counts import DECIDED, IN_PROGRESS, counted
from riskapp.dashboards.queries.dates import RunningOutList, in_words, is_month
from riskapp.dashboards.queries.duties import ByDuties, with_duties
from riskapp.dashboards.queries.first import first_page
from riskapp.dashboards.queries.health import health_lines
from riskapp.dashboards.queries.moved import moved_list, why_of
from riskapp.dashboards.queries.portfolio import portfolio
from riskapp.dashboards.queries.signing import (
    contracts_at_risk,
    may_sign,
    signing_work,
)
from riskapp.dashboards.queries.standings import rule_titles
from riskapp.demo.actions.samples import add_samples
from riskapp.lists.choices import ListName
from riskapp.lists.queries import bulk_bar, saved_views
from riskapp.reports.actions import request_board
from riskapp.reports.choices import Language, ReportState
from riskapp.reports.queries.inputs import language_of
from riskapp.reports.views.making import queue
from riskapp.setup.queries import Beginning, beginning, left_to_do, set_up_list
from riskapp.vendors.queries import IN_ORDER

MOST_AT_RISK = 5


# Where each role begins, in the order of who must act; the first that a person holds is home.
FIRST_PAGES = (
    (Role.APPROVER, "dashboards:home", _("Decide")),
    (Role.ANALYST, "desk:waiting", _("My work")),
    (Role.ADMINISTRATOR, "dashboards:administering", _("Set-up and health")),
    (Role.PROCUREMENT, "dashboards:signing", _("May we sign?")),
    (Role.AUDITOR, "dashboards:auditing", _("Look into decisions")),
)


def first_pages(user: User) -> list[tuple[str, Any]]:
    """The first pages of the roles that a person holds, as name and label."""
    held = user.works_in.roles if user.works_in else ()
    return [(page, label) for role, page, label in FIRST_PAGES if role in held]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for whoever decides, then how all work stands; who has another role, or nothing
    in the register yet, is led to where their work begins."""
    user = signed_in(request)
    if not may_here(user, Capability.DECIDE):
        pages = first_pages(user)
        return redirect(pages[0][0] if pages else "dashboards:overview")
    context = _first_page(user, request.GET)
    if not context["standings"].total and not context["narrowed"]:
        return redirect("dashboards:overview")
    context |= {
        "pages": first_pages(user),
        "saved": saved_views(user, ListName.FIRST_PAGE, context["query"]),
        "languages": Language.choices,
        "may_request": may_here(user, Capability.REQUEST_REPORT),
    }
    return render(request, "dashboards/home.html", context)


@require_POST
def board(request: HttpRequest) -> HttpResponse:
    """Ask for the first page as a PDF: the same panels and numbers, narrowed by the address."""
    user = signed_in(request)
    organisation_for(user, Capability.DECIDE)
    organisation = organisation_for(user, Capability.REQUEST_REPORT)
    language = language_of(request.POST.get("language", ""))
    with translation.override(language):
        context = _first_page(user, request.GET)
        chips = context["filter"].chips
        report = request_board(
            organisation,
            by=user,
            language=language,
            page=render_to_string("dashboards/_board.html", context),
            narrowed=[f"{chip.label}: {chip.value}" for chip in chips],
        )
    if report.state == ReportState.QUEUED:
        queue(report)
    return redirect("reports:detail", report.pk)


def _first_page(user: User, asked: QueryDict) -> dict[str, Any]:
    """Every panel, and what they are narrowed by."""
    narrowed = ScopeFilter(asked, queryset=kept_work(user), user=user)
    scope = narrowed.scope(user, timezone.localdate())
    return first_page(scope) | {
        "filter": narrowed,
        "narrowed": scope.narrowed,
        "query": narrowing(asked),
        "today": scope.today,
        "days": scope.days,
    }


SIGNING = (
    Column("Vendor", lambda row: row.engagement.vendor.name),
    Column("Engagement", lambda row: row.engagement.name),
    Column("May we sign?", lambda row: row.words),
    Column("Why", lambda row: row.why),
    Column("Rating", lambda row: row.engagement.rating or "not assessed"),
    Column("Contract end", lambda row: row.engagement.contract_ends_on),
)


@require_GET
def signing(request: HttpRequest) -> HttpResponseBase:
    """May we sign? One answer for each engagement, with its report; and the contracts that end
    without a decision that holds."""
    user = signed_in(request)
    today = timezone.localdate()
    work = kept_work(user)
    narrowed = SigningFilter(request.GET, queryset=signing_work(work), user=user)
    if wanted_format(request.GET):
        rows = may_sign(narrowed.qs, user, today)
        if file := list_file(request, "may-we-sign", SIGNING, rows):
            return file
    context = list_page(request, narrowed)
    at_risk, at_risk_number = contracts_at_risk(work, today, MOST_AT_RISK)
    context |= {
        "rows": may_sign(context["page"].object_list, user, today),
        "at_risk": at_risk,
        "at_risk_number": at_risk_number,
        "today": today,
        "pages": first_pages(user),
        "may_request": may_here(user, Capability.REQUEST_REPORT),
    }
    return render(request, "dashboards/signing.html", context)


DECISIONS = (
    Column("Day", lambda row: row.at),
    Column("Vendor", lambda row: row.assessment.engagement.vendor.name),
    Column("Engagement", lambda row: row.assessment.engagement.name),
    Column("Decision", lambda row: row.outcome),
    Column("By", lambda row: row.by.email),
    Column("Went against", lambda row: row.exceptions),
    Column("Why all the same", lambda row: row.exception_reason),
)


@require_GET
def auditing(request: HttpRequest) -> HttpResponseBase:
    """Decisions out of the ordinary, acceptances past their end, when the trail was proven, and
    a sample by a seed."""
    user = signed_in(request)
    organisation_for(user, Capability.VIEW_AUDIT)
    today = timezone.localdate()
    kind = request.GET.get("kind", "")
    seed = request.GET.get("seed", "")[:40] or today.isoformat()
    drawn = sample(user, seed)
    rows: Any = drawn.rows
    if kind in QUESTIONED:
        rows = questioned(decisions_of(user), kind)
    if file := list_file(request, "decisions", DECISIONS, rows):
        return file
    past = acceptances_past(user, today)
    counts = counts_of(user)
    context = {
        "kinds": [(code, label, counts[code]) for code, label in QUESTIONED.items()],
        "none": [label for code, label in QUESTIONED.items() if not counts[code]],
        "kind": kind if kind in QUESTIONED else "",
        "page": page_of(request, rows),
        "sample": drawn,
        "past": list(past[:MOST_AT_RISK]),
        "past_number": past.count(),
        "proven_at": last_heard(Who.PROOF),
        "query": narrowing(request.GET),
        "today": today,
        "pages": first_pages(user),
    }
    return render(request, "dashboards/auditing.html", context)


@require_GET
def administering(request: HttpRequest) -> HttpResponse:
    """What is left to set up, then whether everything that runs is alive."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    begun = beginning(organisation, user)
    context = {
        "lines": set_up_list(organisation, user),
        "steps": begun.steps,
        "offers_samples": begun.offers_samples,
        "may_start": may_here(user, Capability.ASSESS),
        "health": health_lines(),
        "pages": first_pages(user),
    }
    return render(request, "dashboards/administering.html", context)


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Where the portfolio stands today."""
    user = signed_in(request)
    today = timezone.localdate()
    left = []
    if user.may_manage:
        left = left_to_do(organisation_for(user, Capability.MANAGE_MEMBERS), user)
    found = portfolio(user, today)
    is_empty = user.works_in is not None and not (found["total"] or found["unsent"])
    has_samples = any(
        row.engagement.vendor.is_sample
        for name in ("newest", "worst", "late")
        for row in found[name]
    )
    begun = Beginning([], offers_samples=False)
    if is_empty or has_samples:
        begun = beginning(organisation_for(user, Capability.VIEW), user)
    context = {
        "left_to_do": left,
        "steps": begun.steps,
        "offers_samples": begun.offers_samples,
        "portfolio": found,
        "in_progress": counted(found, IN_PROGRESS),
        "decided": counted(found, DECIDED),
        "today": today,
        "may_start": may_here(user, Capability.ASSESS),
        "has_samples": has_samples,
    }
    return render(request, "dashboards/overview.html", context)


@require_POST
def samples(request: HttpRequest) -> HttpResponse:
    """Add sample data to look around in, where nothing is registered yet."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.ASSESS)
    if add_samples(organisation, by=user):
        messages.success(request, _("Look around: all of this is sample data."))
    else:
        messages.error(
            request,
            _("Vendors are registered here already; sample data is for before."),
        )
    return redirect("dashboards:overview")


STANDINGS: tuple[Column, ...] = (
    Column("Vendor", lambda row: row.vendor.name),
    Column("Engagement", lambda row: row.name),
    Column("Labels", lambda row: row.vendor.labels),
    Column("Tier", lambda row: row.tier),
    Column("Rating", lambda row: row.rating or "not assessed"),
    Column("Residual", lambda row: row.residual),
    Column("Assessed", lambda row: row.assessed_on),
    Column("Held up by", lambda row: _standing(row, "holding")),
    Column("Rules", lambda row: _standing(row, "rules")),
    Column("Not met or open", lambda row: _standing(row, "unmet")),
)


# What a page shows of it: what stands behind a rating and a decision is wide.
SHOWN_OF_STANDING = (
    "name",
    "tier",
    "rating",
    "residual",
    "vendor__name",
    "vendor__labels",
    "standing__holding",
    "standing__has_little_evidence",
    "standing__assessment__decision__outcome",
    "standing__assessment__decision__valid_until",
)
DUTIES = (
    Column("Duties met", lambda row: row.law_met),
    Column("Duties evaluated", lambda row: row.law_evaluated),
)


def _standing(row: Any, name: str) -> list[str]:
    found = getattr(row, "standing", None)
    return list(getattr(found, name)) if found else []


@require_GET
def standing_list(request: HttpRequest) -> HttpResponseBase:
    """The engagements behind a number of the pictures, or as a file."""
    user = signed_in(request)
    rows = (
        kept_work(user)
        .select_related("vendor", "standing__assessment__decision")
        .defer("profile", "standing__law_counts")
        .order_by(
            F("residual").desc(nulls_last=True),
            *IN_ORDER,
        )
    )
    narrowed = StandingFilter(request.GET, queryset=rows, user=user)
    law = narrowed.wanted_law
    columns, found = STANDINGS, narrowed.qs
    is_sorted = bool(request.GET.get("order"))
    if law and (is_sorted or wanted_format(request.GET)):
        columns = (*STANDINGS, *DUTIES)
        found = with_duties(found, law, is_sorted=is_sorted)
    if file := list_file(request, "engagements-by-rating", columns, found):
        return file
    duties = ByDuties(narrowed.qs.only(*SHOWN_OF_STANDING), law) if law else None
    shown: Any = found.only(*SHOWN_OF_STANDING)
    if duties is not None and not is_sorted:
        shown = duties
    context = list_page(request, narrowed, shown)
    context |= {"titles": rule_titles(), "bar": bulk_bar(request)}
    if duties is not None:
        context["law"] = duties.summed
    return render(request, "dashboards/standings.html", context)


MOVED = (
    Column("Vendor", lambda row: row.vendor.name),
    Column("Engagement", lambda row: row.name),
    Column("Rating before", lambda row: row.before or "not assessed"),
    Column("Rating", lambda row: row.rating),
    Column("Why", why_of),
)


@require_GET
def moved(request: HttpRequest) -> HttpResponseBase:
    """Which ratings moved since a day and why, all of them, or as a file."""
    user = signed_in(request)
    narrowed = MovedFilter(request.GET, queryset=kept_work(user), user=user)
    scope = narrowed.scope(user, timezone.localdate())
    rows = moved_list(scope, narrowed.wanted)
    if file := list_file(request, "moved", MOVED, rows):
        return file
    page = page_of(request, rows, counts_along=True)
    context = {
        "filter": narrowed,
        "page": page,
        "rows": [(row, why_of(row)) for row in page.object_list],
        "query": narrowing(request.GET),
        "days": scope.days,
    }
    return render(request, "dashboards/moved.html", context)


DATES = (
    Column("Day", lambda row: in_words(row).day),
    Column("Kind", lambda row: in_words(row).label),
    Column("Vendor", lambda row: in_words(row).vendor),
    Column("Engagement", lambda row: in_words(row).work),
    Column("What", lambda row: in_words(row).what),
)


@require_GET
def date_list(request: HttpRequest) -> HttpResponseBase:
    """What runs out, day by day, or as a file."""
    user = signed_in(request)
    narrowed = ScopeFilter(request.GET, queryset=kept_work(user), user=user)
    scope = narrowed.scope(user, timezone.localdate())
    kind, month = request.GET.get("kind", ""), request.GET.get("month", "")
    listed = RunningOutList(
        scope,
        kind if kind in Runs.values else "",
        month if is_month(month) else "",
    )
    if file := list_file(request, "dates", DATES, listed.rows):
        return file
    page = page_of(request, listed)
    context = {
        "filter": narrowed,
        "page": page,
        "rows": [in_words(row) for row in page.object_list],
        "query": narrowing(request.GET),
        "kind": kind,
        "month": month,
        "kinds": Runs.choices,
        "today": scope.today,
    }
    return render(request, "dashboards/dates.html", context)
