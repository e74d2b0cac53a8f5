"""The audit trail for whoever collects events: pulled with a cursor, link by link."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from riskapp.accounts.access import organisation_for
from riskapp.accounts.choices import Capability
from riskapp.audit.models import AuditEntry
from riskapp.audit.queries import entries_of
from riskapp.audit.queries.siem import WRITERS
from riskapp.machines.adapter import telling
from riskapp.machines.adapter.paging import (
    USUAL,
    Cursor,
    Limit,
    PageOf,
    page_of,
    read_cursor,
    write_cursor,
)
from riskapp.machines.adapter.reading import answers
from riskapp.machines.adapter.rights import OAuth2, member_in, operations
from riskapp.machines.choices import ApiScope

LIST = "audit"
START = "0"


class EventFormat(StrEnum):
    JSONL = "jsonl"
    OCSF = "ocsf"
    CEF = "cef"


CONTENT_TYPES = {
    EventFormat.JSONL: "application/x-ndjson",
    EventFormat.OCSF: "application/x-ndjson",
    EventFormat.CEF: "text/plain; charset=utf-8",
}


@operations.get(
    "audit",
    response=answers(PageOf[telling.AuditItem]),
    auth=OAuth2(ApiScope.AUDIT_READ),
    operation_id="listAuditEntries",
)
def list_entries(
    request: HttpRequest, cursor: Cursor = None, limit: Limit = USUAL
) -> Any:
    """The audit trail from its beginning, in the order of its chain."""
    return page_of(
        _sealed(request),
        telling.entry_told,
        of=LIST,
        cursor=cursor,
        limit=limit,
        key="position",
    )


@operations.get(
    "audit/events",
    response=answers(None),
    auth=OAuth2(ApiScope.AUDIT_READ),
    operation_id="pullAuditEvents",
    openapi_extra={
        "responses": {
            200: {
                "description": "Events, one to a line",
                "headers": {
                    "Next-Cursor": {
                        "description": "The cursor to go on with, also when nothing is new.",
                        "schema": {"type": "string"},
                    }
                },
                "content": {
                    "application/x-ndjson": {"schema": {"type": "string"}},
                    "text/plain": {"schema": {"type": "string"}},
                },
            }
        }
    },
)
def pull_events(
    request: HttpRequest,
    cursor: Cursor = None,
    limit: Limit = USUAL,
    format: EventFormat = EventFormat.JSONL,  # noqa: A002  # what programs call it
) -> HttpResponse:
    """Events as JSON Lines, OCSF or CEF; ask again with the cursor for what came since."""
    rows, after = _sealed(request), START
    if cursor is not None:
        after = read_cursor(LIST, cursor)
        rows = rows.filter(position__gt=after)
    found = list(rows.order_by("position")[:limit])
    lines = "".join(map(WRITERS[format], found))
    reply = HttpResponse(lines, content_type=CONTENT_TYPES[format])
    last = str(found[-1].position) if found else after
    reply["Next-Cursor"] = write_cursor(LIST, last)
    return reply


def _sealed(request: HttpRequest) -> QuerySet[AuditEntry]:
    """What has its place in the chain; raises PermissionDenied for who may not read it."""
    organisation = organisation_for(member_in(request), Capability.VIEW_AUDIT)
    return entries_of(organisation).filter(position__isnull=False)
