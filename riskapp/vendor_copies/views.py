"""Ask for the copy to keep, watch it, download it."""

from __future__ import annotations

import logging
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from questionnaires.access import seat_for
from questionnaires.http import respondent_page
from questionnaires.limits import count_fetch
from riskapp.vendor_copies import actions, tasks
from riskapp.vendor_copies.access import copy_for
from riskapp.vendor_copies.choices import CopyState
from riskapp.vendor_copies.models import Copy

GONE = 410

logger = logging.getLogger(__name__)


@respondent_page
@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """The copy in the language of the page: ask for it, or see how far it is."""
    seat = seat_for(request, response_id)
    if seat.response.is_open:
        return redirect("questionnaires:tasks", response_id)
    if request.method == "POST":
        made = actions.request_copy(seat.response, _language(), by=seat.respondent)
        if made.state == CopyState.QUEUED:
            _queue(made)
        return redirect("copies:copy", response_id)
    found = actions.newest_copy(seat.response, _language())
    context = {
        "response": seat.response,
        "copy": found,
        "may_retry": found is not None and actions.may_retry(found),
    }
    return render(request, "vendor_copies/copy.html", context)


@respondent_page
@require_GET
def state(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """The state alone, for the script of the page."""
    return JsonResponse(
        {"state": copy_for(seat_for(request, response_id), _language()).state}
    )


@respondent_page
@require_GET
def download(request: HttpRequest, response_id: UUID) -> HttpResponseBase:
    """The PDF, as an attachment; every download is in the audit trail, and a lost file too."""
    seat = seat_for(request, response_id)
    found = copy_for(seat, _language())
    if found.state != CopyState.READY:
        raise Http404
    count_fetch(seat.response)
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        logger.exception("The file of copy %s is lost.", found.pk)
        actions.note_lost(found, by=seat.respondent)
        context = {"response": seat.response}
        return render(request, "vendor_copies/lost.html", context, status=GONE)
    actions.note_download(found, by=seat.respondent)
    about = slugify(seat.response.about)[:60] or "answers"
    return FileResponse(
        content,
        as_attachment=True,
        filename=f"{about}-{seat.response.submitted_at:%Y-%m-%d}.pdf",
        content_type="application/pdf",
    )


def _language() -> str:
    return (get_language() or "en").partition("-")[0]


def _queue(made: Copy) -> None:
    """Hand a copy to the worker; while the broker is away it waits in the database."""
    tasks.render_copy.delay_on_commit(str(made.pk))
