"""Who to ask, from every page and about any question."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from questionnaires.access import seat_for
from questionnaires.http import respondent_page
from questionnaires.queries import contact_of, document_of


@respondent_page
@require_GET
def contact(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """The person at whoever asks, with a mail that is begun; ``?question=`` says what about."""
    seat = seat_for(request, response_id)
    response = seat.response
    asked = document_of(response.version).questions.get(request.GET.get("question", ""))
    if asked is not None and not asked.section:
        asked = None
    subject = _("%(work)s: a question about the questionnaire") % {
        "work": response.about
    }
    if asked is not None:
        subject = _("%(work)s: a question about %(question)s") % {
            "work": response.about,
            "question": asked.id,
        }
    context = {
        "response": response,
        "contact": contact_of(response),
        "question": asked,
        "subject": subject,
    }
    return render(request, "questionnaires/respond/contact.html", context)
