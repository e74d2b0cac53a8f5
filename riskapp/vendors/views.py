"""The register of vendors."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from riskapp.accounts.access import signed_in
from riskapp.vendors.access import vendor_for
from riskapp.vendors.models import Engagement, Vendor

PAGE_SIZE = 50


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All vendors, by name."""
    words = request.GET.get("q", "").strip()[:200]
    vendors = Vendor.objects.visible_to(request.user).annotate(
        engagement_count=Count("engagements")
    )
    if words:
        vendors = vendors.filter(name__icontains=words)
    page = Paginator(vendors.order_by("name"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {"page": page, "words": words, "query": f"q={words}" if words else ""}
    return render(request, "vendors/list.html", context)


@require_GET
def detail(request: HttpRequest, vendor_id: UUID) -> HttpResponse:
    """One vendor with its engagements."""
    user = signed_in(request)
    vendor = vendor_for(user, vendor_id)
    engagements = (
        Engagement.objects.filter(vendor=vendor)
        .prefetch_related("assessments__score", "assessments__response")
        .order_by("name")
    )
    return render(
        request, "vendors/detail.html", {"vendor": vendor, "engagements": engagements}
    )
