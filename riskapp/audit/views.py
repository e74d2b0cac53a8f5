"""The audit trail for those who may read it."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from riskapp.accounts.access import organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Organisation
from riskapp.audit.actions import note_export
from riskapp.audit.forms import AuditFilter
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries import (
    changes_of,
    entries_of,
    known_actions,
    known_types,
    line_of,
    pages_of,
)

PAGE_SIZE = 50


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first, narrowed by person, action, object and time."""
    organisation = organisation_for(signed_in(request), Capability.VIEW_AUDIT)
    narrowed = _narrowed(request, organisation)
    page = Paginator(narrowed.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    pages = pages_of(page.object_list)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "organisation": organisation,
        "filter": narrowed,
        "page": page,
        "rows": [
            (entry, pages.get((entry.object_type, entry.object_id)), changes_of(entry))
            for entry in page.object_list
        ],
        "query": query.urlencode(),
        "is_filtered": any(request.GET.get(name) for name in narrowed.filters),
    }
    return render(request, "audit/list.html", context)


@never_cache
@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The same entries in the order of the chain, as JSON Lines; noted in the trail itself."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.VIEW_AUDIT)
    entries = _narrowed(request, organisation).qs
    note_export(organisation, filters=request.GET.dict(), by=user)
    return StreamingHttpResponse(
        _lines(entries),
        content_type="application/x-ndjson",
        headers={
            "Content-Disposition": (
                f'attachment; filename="audit-trail-{timezone.localdate()}.jsonl"'
            )
        },
    )


def _narrowed(request: HttpRequest, organisation: Organisation) -> AuditFilter:
    return AuditFilter(
        request.GET,
        queryset=entries_of(organisation),
        actions=known_actions(organisation),
        kinds=known_types(organisation),
    )


def _lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    for entry in entries.order_by("position").iterator(chunk_size=2000):
        yield line_of(entry)
