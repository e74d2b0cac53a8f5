"""The audit trail for those who may read it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from riskapp.accounts.access import may_here, organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Organisation
from riskapp.audit.actions import note_export
from riskapp.audit.forms import AuditFilter
from riskapp.audit.http import list_file
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries import (
    changes_of,
    display_text,
    entries_of,
    known_actions,
    known_types,
    line_of,
    pages_of,
)
from riskapp.common.exports import Column
from riskapp.common.lists import list_page

MOST_CHANGES = 50  # of one entry, on the page; files have all
COLUMNS = (
    Column("When", lambda row: row.at),
    Column("Who", lambda row: row.actor_label),
    Column("From where", lambda row: row.ip),
    Column("Browser", lambda row: row.user_agent),
    Column("What", lambda row: row.action),
    Column("Kind of object", lambda row: row.object_type),
    Column("Object", lambda row: row.object_label),
    Column("Id of the object", lambda row: row.object_id),
    Column("Before", lambda row: display_text(row.before)),
    Column("After", lambda row: display_text(row.after)),
    Column("Link", lambda row: row.position),
    Column("Hash", lambda row: row.hash),
)


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponseBase:
    """Who did what, newest first, narrowed and sorted, on pages or as a file."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.VIEW_AUDIT)
    narrowed = _narrowed(request, organisation)
    file = list_file(
        request, "audit-trail", COLUMNS, narrowed.qs, organisation=organisation
    )
    if file:
        return file
    context = list_page(request, narrowed)
    entries = context["page"].object_list
    manages = may_here(user, Capability.MANAGE_MEMBERS)
    pages = pages_of(entries, manages=manages)
    context |= {
        "organisation": organisation,
        "rows": [
            (
                entry,
                pages.get((entry.object_type, entry.object_id)),
                changes[:MOST_CHANGES],
                max(0, len(changes) - MOST_CHANGES),
            )
            for entry in entries
            for changes in [changes_of(entry)]
        ],
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
        organisation=organisation,
        actions=known_actions(organisation),
        kinds=known_types(organisation),
    )


def _lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    for entry in entries.order_by("position").iterator(chunk_size=2000):
        yield line_of(entry)
