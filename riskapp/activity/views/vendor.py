"""What a vendor handed over about its agents, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from questionnaires.access import seat_for
from questionnaires.errors import ResponseLocked
from questionnaires.http import respondent_page
from riskapp.activity.access import own_activity_for
from riskapp.activity.actions.keeping import give_back


@respondent_page
@require_POST
def forget(request: HttpRequest, response_id: UUID, activity_id: UUID) -> HttpResponse:
    """Take a file of daily totals back."""
    seat = seat_for(request, response_id)
    try:
        give_back(own_activity_for(seat, activity_id), respondent=seat.respondent)
    except ResponseLocked as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Removed."))
    return redirect("assessments:vendor_files", response_id)
