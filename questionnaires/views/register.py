"""The rows of a repeating section: add, copy, remove, bring back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from questionnaires.access import Seat, entry_for, seat_for
from questionnaires.actions import entries
from questionnaires.errors import QuestionnaireError
from questionnaires.http import respondent_page
from questionnaires.models import Entry


@respondent_page
@require_POST
def add(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Add a row and go to it."""
    seat = seat_for(request, response_id)
    section = request.POST.get("section", "")
    seat.require_section(section)
    try:
        row = entries.add_entry(seat.response, section, respondent=seat.respondent)
    except QuestionnaireError as error:
        messages.error(request, str(error))
        return redirect("questionnaires:tasks", response_id)
    return redirect("questionnaires:entry", response_id, row.pk)


@respondent_page
@require_POST
def copy(request: HttpRequest, response_id: UUID, entry_id: UUID) -> HttpResponse:
    """Copy a row with its answers and go to the copy."""
    seat = seat_for(request, response_id)
    row = entry_for(seat, entry_id)
    try:
        copied = entries.copy_entry(row, respondent=seat.respondent)
    except QuestionnaireError as error:
        messages.error(request, str(error))
        return redirect("questionnaires:section", response_id, row.section)
    return redirect("questionnaires:entry", response_id, copied.pk)


@respondent_page
@require_POST
def remove(request: HttpRequest, response_id: UUID, entry_id: UUID) -> HttpResponse:
    """Take a row out; it can be brought back until submission."""
    seat = seat_for(request, response_id)
    row = entry_for(seat, entry_id)
    return _change(
        request,
        seat,
        row,
        entries.remove_entry,
        _("Removed. You can bring it back below."),
    )


@respondent_page
@require_POST
def restore(request: HttpRequest, response_id: UUID, entry_id: UUID) -> HttpResponse:
    """Bring a removed row back with its answers."""
    seat = seat_for(request, response_id)
    row = entry_for(seat, entry_id, removed=True)
    return _change(
        request,
        seat,
        row,
        entries.restore_entry,
        _("Brought back with all its answers."),
    )


def _change(
    request: HttpRequest,
    seat: Seat,
    row: Entry,
    action: Callable[..., Entry],
    done: str,
) -> HttpResponse:
    try:
        action(row, respondent=seat.respondent)
    except QuestionnaireError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("questionnaires:section", seat.response.pk, row.section)
