"""Vendors from a file: choose it, look at what it would do, import it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from questionnaires.workbooks.limits import MAX_BYTES
from riskapp.accounts.access import organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.common.exports import CONTENT_TYPES, XLSX
from riskapp.shipped.core import core_document_in
from riskapp.vendors.access import import_for
from riskapp.vendors.actions.checking import check_import
from riskapp.vendors.actions.importing import queue_import, read_import
from riskapp.vendors.choices import ImportState
from riskapp.vendors.errors import ImportRefused
from riskapp.vendors.files import template
from riskapp.vendors.forms import ImportForm
from riskapp.vendors.models import Import
from riskapp.vendors.tasks import import_vendors

HTTP_REFUSED = 422
PAGE_SIZE = 50
MAX_FAULTS = 200


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a file; it is read and checked, nothing is imported yet."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.ASSESS)
    is_post = request.method == "POST"
    form = ImportForm(*((request.POST, request.FILES) if is_post else ()))
    if form.is_bound and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            found = read_import(
                organisation=organisation,
                file_name=upload.name,
                data=upload.read(MAX_BYTES + 1),
                by=user,
            )
        except ImportRefused as error:
            form.add_error("file", str(error))
        else:
            return redirect("vendors:import_detail", found.pk)
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "vendors/import.html", {"form": form}, status=status)


@require_GET
def template_file(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    organisation_for(signed_in(request), Capability.ASSESS)
    response = HttpResponse(
        template(core_document_in(get_language() or "en")), CONTENT_TYPES[XLSX]
    )
    response["Content-Disposition"] = 'attachment; filename="vendors-template.xlsx"'
    return response


@never_cache
@require_GET
def detail(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What the file would do, fault by fault and row by row; afterwards, what it did."""
    found = import_for(signed_in(request), import_id, Capability.ASSESS)
    context: dict[str, Any] = {"found": found}
    if found.state in (ImportState.CHECKED, ImportState.FAILED):
        checked = check_import(found)
        page = Paginator(checked.rows, PAGE_SIZE).get_page(request.GET.get("page"))
        context |= {
            "checked": checked,
            "counts": checked.counts,
            "faults": checked.faults[:MAX_FAULTS],
            "fault_count": len(checked.faults),
            "doubts": checked.doubts[:MAX_FAULTS],
            "doubt_count": len(checked.doubts),
            "page": page,
        }
    return render(request, "vendors/import_detail.html", context)


@require_POST
def apply(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Import the file: all of it, or what has no faults when the person says so."""
    user = signed_in(request)
    found = import_for(user, import_id, Capability.ASSESS)
    try:
        with transaction.atomic():
            found = queue_import(
                found,
                skips_faults=request.POST.get("skip") == "faults",
                seen=request.POST.get("seen", "")[:64],
                by=user,
            )
            _hand_over(found)
    except ImportRefused as error:
        messages.error(request, str(error))
    return redirect("vendors:import_detail", import_id)


@never_cache
@require_GET
def state(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The state alone, for the script of the page."""
    found = import_for(signed_in(request), import_id, Capability.ASSESS)
    return JsonResponse({"state": found.state})


def _hand_over(found: Import) -> None:
    """Robust: a broker that is away stops nobody; ``import_what_was_missed`` comes back."""

    def hand_over() -> None:
        import_vendors.delay(str(found.pk))

    transaction.on_commit(hand_over, robust=True)
