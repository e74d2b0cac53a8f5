"""The register of vendors."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from riskapp.accounts.access import may, may_anywhere, signed_in
from riskapp.accounts.choices import Capability
from riskapp.vendors.access import vendor_for
from riskapp.vendors.forms import SearchForm
from riskapp.vendors.queries import listed, newest_results, work_of

PAGE_SIZE = 50


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All vendors, by name."""
    user = signed_in(request)
    search = SearchForm(request.GET)
    words = search.cleaned_data["q"] if search.is_valid() else ""
    vendors = listed(user)
    if words:
        vendors = vendors.filter(name__icontains=words)
    page = Paginator(vendors, PAGE_SIZE).get_page(request.GET.get("page"))
    results = newest_results(page.object_list)
    context = {
        "page": page,
        "rows": [(vendor, results.get(vendor.pk)) for vendor in page.object_list],
        "words": words,
        "query": urlencode({"q": words}) if words else "",
        "may_start": may_anywhere(user, Capability.ASSESS),
    }
    return render(request, "vendors/list.html", context)


@require_GET
def detail(request: HttpRequest, vendor_id: UUID) -> HttpResponse:
    """One vendor with its engagements and their assessments."""
    user = signed_in(request)
    vendor = vendor_for(user, vendor_id)
    context = {
        "vendor": vendor,
        "work": work_of(vendor),
        "may_start": may(user, vendor.organisation_id, Capability.ASSESS),
        "today": timezone.localdate(),
    }
    return render(request, "vendors/detail.html", context)
