"""Lists of the register, and one vendor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from riskapp.accounts.access import may, may_here, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.audit.http import list_file
from riskapp.common.exports import Column
from riskapp.common.lists import list_page
from riskapp.lists.choices import ListName
from riskapp.lists.queries import bulk_bar, saved_views
from riskapp.presentation.constants import CONSTANTS
from riskapp.vendors import queries
from riskapp.vendors.access import vendor_for
from riskapp.vendors.forms import EngagementFilter, RegisterFilter, VendorFilter
from riskapp.vendors.models import Vendor

VENDOR_COLUMNS = (
    Column("Vendor", lambda row: row.name),
    Column("Country", lambda row: row.country),
    Column("Owner", lambda row: row.owner.email if row.owner else None),
    Column("Services", lambda row: row.services),
    Column("Labels", lambda row: row.labels),
    Column("Engagements", lambda row: row.engagement_count),
    Column("Highest tier", lambda row: queries.tier_of(row.worst_tier)),
    Column("Worst rating", lambda row: queries.rating_of(row.worst_rating)),
    Column("Highest residual", lambda row: row.residual),
    Column("Next review", lambda row: row.next_review_on),
    Column("Registered", lambda row: row.created_at),
    Column("Archived", lambda row: row.archived_at),
)
ENGAGEMENT_COLUMNS = (
    Column("Vendor", lambda row: row.vendor.name),
    Column("Engagement", lambda row: row.name),
    Column("Country", lambda row: row.vendor.country),
    Column("Owner", lambda row: row.vendor.owner.email if row.vendor.owner else None),
    Column("Labels", lambda row: row.vendor.labels),
    Column("Contract", lambda row: row.contract_reference),
    Column("Contract start", lambda row: row.contract_starts_on),
    Column("Contract end", lambda row: row.contract_ends_on),
    Column("Tier", lambda row: row.tier),
    Column("Inherent", lambda row: row.inherent),
    Column("Rating", lambda row: row.rating or "not assessed"),
    Column("Residual", lambda row: row.residual),
    Column("Assessed", lambda row: row.assessed_on),
    Column("Next review", lambda row: row.next_review_on),
    Column("Archived", lambda row: row.archived_at or row.vendor.archived_at),
)


@require_GET
def index(request: HttpRequest) -> HttpResponseBase:
    """All vendors, narrowed and sorted, on pages or as a file."""
    user = signed_in(request)
    narrowed = VendorFilter(request.GET, queryset=queries.listed(user), user=user)
    if file := list_file(request, "vendors", VENDOR_COLUMNS, narrowed.qs):
        return file
    context = _list(request, user, narrowed, ListName.VENDORS)
    context["bar"] = bulk_bar(request)
    context["rows"] = [
        {
            "vendor": vendor,
            "tier": queries.tier_of(vendor.worst_tier),
            "rating": queries.rating_of(vendor.worst_rating),
        }
        for vendor in context["page"].object_list
    ]
    return render(request, "vendors/list.html", context)


@require_GET
def engagements(request: HttpRequest) -> HttpResponseBase:
    """All engagements, narrowed and sorted, on pages or as a file."""
    user = signed_in(request)
    narrowed = EngagementFilter(
        request.GET, queryset=queries.listed_engagements(user), user=user
    )
    whole = queries.with_vendors(narrowed.qs)
    if file := list_file(request, "engagements", ENGAGEMENT_COLUMNS, whole):
        return file
    context = _list(request, user, narrowed, ListName.ENGAGEMENTS)
    context["bar"] = bulk_bar(request)
    newest = queries.assessments().newest_of(context["page"].object_list)
    context["rows"] = [
        {"engagement": engagement, "newest": newest.get(engagement.pk)}
        for engagement in context["page"].object_list
    ]
    return render(request, "vendors/engagements.html", context)


@require_GET
def detail(request: HttpRequest, vendor_id: UUID) -> HttpResponse:
    """One vendor with its people, its engagements and their assessments."""
    user = signed_in(request)
    vendor = vendor_for(user, vendor_id)
    work = [
        row
        | {
            "reason": queries.tier_reason(row["engagement"].profile),
            "profile": {**vendor.organisation.buyer_facts, **row["engagement"].profile},
        }
        for row in queries.work_of(vendor)
    ]
    context = {
        "vendor": vendor,
        "contacts": list(vendor.contacts.all()),
        "rating": queries.rating_of(vendor.worst_rating),
        "model": CONSTANTS,
        "next_review_on": _first_review(vendor, work),
        "may_edit": may(user, vendor.organisation_id, Capability.ASSESS),
        "today": timezone.localdate(),
    }
    context |= queries.pictures().picture_of(user, vendor, work)
    return render(request, "vendors/detail.html", context)


def _first_review(vendor: Vendor, work: Iterable[dict[str, Any]]) -> Any:
    days = [
        row["engagement"].next_review_on
        for row in work
        if row["engagement"].next_review_on and not row["engagement"].is_archived
    ]
    return min(days, default=None) if not vendor.is_archived else None


def _list(
    request: HttpRequest, user: User, narrowed: RegisterFilter, of: ListName
) -> dict[str, Any]:
    context = list_page(request, narrowed)
    return context | {
        "saved": saved_views(user, of, context["query"]),
        "may_edit": may_here(user, Capability.ASSESS),
        "today": timezone.localdate(),
    }
