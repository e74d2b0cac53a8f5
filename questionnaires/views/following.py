"""Answers that were given before: standing by them, replying to questions, carrying on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from questionnaires.access import (
    clarification_for,
    continuation_for,
    seat_for,
    take_seat,
)
from questionnaires.actions.answers import confirm_answers, reply_to
from questionnaires.actions.invitations import enter
from questionnaires.errors import ChangedMeanwhile, QuestionnaireError
from questionnaires.forms import ReplyForm
from questionnaires.http import VERSION, Both, meanwhile, respondent_page
from questionnaires.queries import (
    answer_asked_about,
    document_of,
    since_last_time,
)
from questionnaires.views.answering import place_of


@respondent_page
@require_POST
def confirm(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Stand by every answer of a page that was taken over."""
    seat = seat_for(request, response_id)
    place = place_of(
        seat, request.POST.get("section", ""), request.POST.get("entry", "")
    )
    try:
        number = confirm_answers(
            seat.response,
            [question.id for question in place.section.questions],
            entry=place.entry,
            respondent=seat.respondent,
        )
    except QuestionnaireError as error:
        messages.error(request, str(error))
    else:
        words = ngettext("%(n)s answer confirmed.", "%(n)s answers confirmed.", number)
        messages.success(request, words % {"n": number})
    return redirect(place.url)


@respondent_page
@require_POST
def reply(
    request: HttpRequest, response_id: UUID, clarification_id: UUID
) -> HttpResponse:
    """Answer a question about an answer in words."""
    seat = seat_for(request, response_id)
    asked = clarification_for(seat, clarification_id)
    answer = answer_asked_about(asked)
    entry_id = str(answer.entry_id) if answer and answer.entry_id else ""
    section = document_of(seat.response.version).questions[asked.question].section
    place = place_of(seat, section, entry_id)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for e in form.errors["text"]))
        return redirect(place.url_of(asked.question))
    try:
        reply_to(
            asked,
            form.cleaned_data["text"],
            respondent=seat.respondent,
            seen=request.POST.get(VERSION),
        )
    except ChangedMeanwhile as error:
        asked.refresh_from_db(fields=["reply"])
        both = [Both(_("Your reply"), asked.reply, form.cleaned_data["text"])]
        back = place.url_of(asked.question)
        return meanwhile(request, seat.response, error, both, back)
    except QuestionnaireError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Your reply is saved."))
    return redirect(place.url_of(asked.question))


@respondent_page
@require_GET
def last_time(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """What was not taken over from last time, and what is asked in other words."""
    seat = seat_for(request, response_id)
    found = since_last_time(seat.response, seat.may_answer)
    if found.is_empty:
        raise Http404
    context = {"response": seat.response, "found": found}
    return render(request, "questionnaires/respond/last_time.html", context)


@respondent_page
@require_POST
def carry_on(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Take a seat where the questions about submitted answers are asked."""
    seat = seat_for(request, response_id)
    invitation = continuation_for(seat)  # its response is one of the chain in hand
    respondent = enter(
        invitation, name=seat.respondent.name, email=seat.respondent.email
    )
    take_seat(request, respondent)
    return redirect("questionnaires:tasks", invitation.response_id)
