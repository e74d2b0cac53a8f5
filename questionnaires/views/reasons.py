"""Why a question is asked: the provisions behind it, in their exact words."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from questionnaires.access import seat_for
from questionnaires.http import respondent_page
from questionnaires.queries import document_of, provisions_of


@respondent_page
@require_GET
def why(request: HttpRequest, response_id: UUID, question_id: str) -> HttpResponse:
    """The provisions that ask for an answer, each with its quote and source."""
    seat = seat_for(request, response_id)
    document = document_of(seat.response.version)
    question = document.questions.get(question_id)
    if question is None or not question.section:
        raise Http404
    seat.require_section(question.section)
    profile, today = seat.response.profile, timezone.localdate()
    context = {
        "response": seat.response,
        "question": question,
        "provisions": provisions_of(document, question, profile, today),
    }
    return render(request, "questionnaires/respond/why.html", context)
