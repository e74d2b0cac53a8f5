"""Lists as files to keep: whoever downloads one leaves a line in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.text import slugify

from riskapp.accounts.access import signed_in
from riskapp.accounts.models import Organisation
from riskapp.audit.actions import record_export
from riskapp.common.exports import Column, export, wanted_format
from riskapp.common.lists import narrowing

CHUNK = 2000


def list_file(
    request: HttpRequest,
    name: str,
    columns: Iterable[Column],
    rows: Iterable[Any],
    *,
    organisation: Organisation | None = None,
    about: str = "",
) -> HttpResponseBase | None:
    """The rows as the file that ``?export=`` asks for; None where a page is wanted.

    The download is noted in the trail of ``organisation``, or of all whose rows the person
    sees, with what the list was narrowed to and, where it belongs to something, ``about``.
    """
    wanted = wanted_format(request.GET)
    if wanted is None:
        return None
    record_export(
        name,
        by=signed_in(request),
        wanted=wanted,
        query="&".join(filter(None, (about, narrowing(request.GET)))),
        organisation=organisation,
    )
    if isinstance(rows, QuerySet):
        rows = rows.iterator(chunk_size=CHUNK)
    return export(wanted, slugify(name), columns, rows)
