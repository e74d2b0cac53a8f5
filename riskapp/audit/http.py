"""Lists as files to keep: whoever downloads one leaves a line in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from riskapp.accounts.access import signed_in
from riskapp.accounts.models import Organisation
from riskapp.audit.actions import record_export
from riskapp.audit.queries import last_entry
from riskapp.common.exports import XLSX, Column, export, wanted_format
from riskapp.common.lists import narrowing
from riskapp.common.versions import VersionedForm

CHUNK = 2000
# A workbook is made at once and whole, some four seconds for 5,000 rows; CSV flows row by row.
MOST_IN_WORKBOOK = 20_000
# What the trail says of each list that can be downloaded; the lists themselves lie above.
EXPORTED = {
    "vendors": gettext_noop("vendors exported"),
    "engagements": gettext_noop("engagements exported"),
    "contacts": gettext_noop("contacts exported"),
    "dates": gettext_noop("dates exported"),
    "decisions": gettext_noop("decisions exported"),
    "engagements-by-rating": gettext_noop("engagements by rating exported"),
    "moved": gettext_noop("moved ratings exported"),
    "may-we-sign": gettext_noop("answers before signing exported"),
    "assessments": gettext_noop("assessments exported"),
    "campaign": gettext_noop("campaign exported"),
    "campaigns": gettext_noop("campaigns exported"),
    "reassessments": gettext_noop("reassessments exported"),
    "findings": gettext_noop("findings exported"),
    "accepted-risks": gettext_noop("accepted risks exported"),
    "tools": gettext_noop("tools exported"),
    "excess-rights": gettext_noop("excess rights exported"),
    "reports": gettext_noop("reports exported"),
    "members": gettext_noop("members exported"),
    "audit-trail": gettext_noop("audit trail exported"),
}


def list_file(
    request: HttpRequest,
    name: str,
    columns: Iterable[Column],
    rows: QuerySet[Any] | Sequence[Any],
    *,
    organisation: Organisation | None = None,
    about: str = "",
) -> HttpResponseBase | None:
    """The rows as the file that ``?export=`` asks for; None where a page is wanted.

    ``name`` is a key of ``EXPORTED`` and the beginning of the file's name.

    More rows than a workbook takes lead back to the page, which says so. The download is noted in the trail of ``organisation``, or of the one the person works in,
    with what the list was narrowed to and, where it belongs to something, ``about``.
    """
    wanted = wanted_format(request.GET)
    if wanted is None:
        return None
    if wanted == XLSX and _has_too_many(rows):
        text = _(
            "A workbook takes at most %(most)s rows. Narrow the list, or take it as CSV."
        )
        messages.error(request, text % {"most": number_format(MOST_IN_WORKBOOK)})
        return redirect(f"{request.path}?{narrowing(request.GET)}")
    record_export(
        EXPORTED[name],
        by=signed_in(request),
        wanted=wanted,
        query="&".join(filter(None, (about, narrowing(request.GET)))),
        organisation=organisation,
    )
    found = rows.iterator(chunk_size=CHUNK) if isinstance(rows, QuerySet) else rows
    return export(wanted, name, columns, found)


def _has_too_many(rows: QuerySet[Any] | Sequence[Any]) -> bool:
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    return count > MOST_IN_WORKBOOK


def changed_meanwhile(
    form: VersionedForm, obj: Model, action: str, **more: Any
) -> bool:
    """Whether somebody changed what a form edits since it was shown; the form tells who and
    when."""
    if not form.is_outdated():
        return False
    entry = last_entry(obj, action, **more)
    if entry is not None:
        name = entry.actor.name if entry.actor else ""
        form.tell(name or entry.actor_label, entry.at)
    return True
