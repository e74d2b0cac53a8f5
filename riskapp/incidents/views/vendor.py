"""What a vendor answers about an incident, by its link; without a script."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questionnaires.access import seat_for
from questionnaires.http import respondent_page
from riskapp.incidents.access import request_for
from riskapp.incidents.actions.replying import ReplyInput, reply
from riskapp.incidents.errors import IncidentClosed, TooManyReplies
from riskapp.incidents.forms import IncidentReplyForm

HTTP_REFUSED = 422


@respondent_page
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """The five questions with what was said last, to be sent as often as there is more."""
    seat = seat_for(request, response_id)
    asked = request_for(seat)
    replies = list(asked.replies.all())
    last = replies[-1] if replies else None
    form = IncidentReplyForm(
        request.POST if request.method == "POST" else None,
        questions=asked.questions,
        initial={name: getattr(last, name) for name in IncidentReplyForm.base_fields}
        if last
        else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            reply(asked, ReplyInput(**form.cleaned_data), respondent=seat.respondent)
        except TooManyReplies as error:  # what was typed stays on the page
            form.add_error(None, str(error))
        except IncidentClosed as error:
            messages.error(request, str(error))
            return redirect("incidents:answer", response_id)
        else:
            messages.success(request, _("Your answers were sent. Thank you."))
            return redirect("incidents:answer", response_id)
    context = {
        "response": seat.response,
        "asked": asked,
        "form": form,
        "last": last,
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "incidents/answer.html", context, status=status)
