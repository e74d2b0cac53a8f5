"""Who to ask, from every page and about any question, and what was answered."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questionnaires.access import Seat, entry_for, seat_for
from questionnaires.actions.messages import ask_asker, thread_path
from questionnaires.document.model import Document, Question
from questionnaires.errors import QuestionnaireError
from questionnaires.forms import MessageForm
from questionnaires.http import respondent_page
from questionnaires.queries import (
    Thread,
    contact_of,
    document_of,
    threads_with_asker,
)
from questionnaires.views.parts import question_url

HTTP_REFUSED = 422


@respondent_page
@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """The person at whoever asks, what was asked and answered, and a field to ask more;
    ``?question=`` says what about, and ``&entry=`` from which row somebody came."""
    seat = seat_for(request, response_id)
    document = document_of(seat.response.version)
    asked = _asked(document, request.GET.get("question", ""))
    if asked is not None:
        seat.require_section(asked.section)
    form = MessageForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        name = asked.id if asked else ""
        try:
            ask_asker(
                seat.response,
                form.cleaned_data["text"],
                question=name,
                respondent=seat.respondent,
            )
        except QuestionnaireError as error:
            form.add_error("text", str(error))
        else:
            words = _("Sent to %(asker)s. The answer will stand here.")
            messages.success(request, words % {"asker": seat.response.asked_by})
            return redirect(_again(request, thread_path(seat.response, name)))
    status = HTTP_REFUSED if form.errors else 200
    back = _back(seat, asked, request.GET.get("entry", ""))
    context = _context(seat, document, asked) | {"form": form, "back": back}
    return render(
        request, "questionnaires/respond/contact.html", context, status=status
    )


def _asked(document: Document, name: str) -> Question | None:
    found = document.questions.get(name)
    return found if found is not None and found.section else None


def _back(seat: Seat, asked: Question | None, entry_id: str) -> str:
    """Where somebody came from: a question, in its row where that is known and still there."""
    if asked is None:
        return reverse("questionnaires:tasks", args=[seat.response.pk])
    own: UUID | str = ""
    if asked.repeated:
        try:
            own = entry_for(seat, UUID(entry_id)).pk
        except (ValueError, Http404):
            place = [seat.response.pk, asked.section]
            return reverse("questionnaires:section", args=place)
    return question_url(seat.response.pk, asked.section, own, asked.id)


def _again(request: HttpRequest, thread: str) -> str:
    """The page of a thread, with the row that somebody came from."""
    came_from = request.GET.get("entry", "")
    if not came_from or "?" not in thread:
        return thread
    return f"{thread}&{urlencode({'entry': came_from})}"


def _context(seat: Seat, document: Document, asked: Question | None) -> dict[str, Any]:
    response = seat.response
    subject = _("%(work)s: a question about the questionnaire") % {
        "work": response.about
    }
    if asked is not None:
        subject = _("%(work)s: a question about %(question)s") % {
            "work": response.about,
            "question": asked.id,
        }
    threads = threads_with_asker(response, lambda thread: _may_see(seat, thread))
    here = asked.id if asked else ""
    return {
        "response": response,
        "contact": contact_of(response),
        "question": asked,
        "subject": subject,
        "thread": threads.get(here),
        "others": [
            {
                "question": document.questions.get(name),
                "url": thread_path(response, name),
                "thread": thread,
            }
            for name, thread in threads.items()
            if name != here
        ],
    }


def _may_see(seat: Seat, thread: Thread) -> bool:
    """What is about a section is for whoever answers it; what is about the whole, for who leads
    and for who wrote in it."""
    if thread.question:
        document = document_of(seat.response.version)
        asked = _asked(document, thread.question)
        return asked is not None and seat.may_answer(asked.section)
    wrote = {message.respondent_id for message in thread.messages}
    return seat.may_answer("") or seat.respondent.pk in wrote
