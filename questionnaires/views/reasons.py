"""Why a question is asked: the provisions behind it, in their exact words."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from questionnaires.access import seat_for
from questionnaires.http import respondent_page
from questionnaires.queries import document_of


@respondent_page
@require_GET
def why(request: HttpRequest, response_id: UUID, question_id: str) -> HttpResponse:
    """The provisions that ask for an answer, each with its quote and source."""
    seat = seat_for(request, response_id)
    question = document_of(seat.response.version).questions.get(question_id)
    if question is None or not question.section:
        raise Http404
    seat.require_section(question.section)
    provision = import_string(settings.QUESTIONNAIRE_PROVISION)
    language = get_language() or "en"
    found = [provision(criterion, language) for criterion in question.criteria]
    context = {
        "response": seat.response,
        "question": question,
        "provisions": [item for item in found if item is not None],
    }
    return render(request, "questionnaires/respond/why.html", context)
