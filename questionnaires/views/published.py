"""Adding a tool from the catalogue, and taking over what is published about it."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from questionnaires.access import entry_for, seat_for
from questionnaires.actions.answers import save_answer
from questionnaires.document.guides import Listed
from questionnaires.document.wording import said
from questionnaires.errors import AnswerConflict, QuestionnaireError
from questionnaires.forms import revision_from, search_from
from questionnaires.http import respondent_page
from questionnaires.queries import document_of, guide_of
from questionnaires.views.notes import as_of_words


@respondent_page
@require_GET
def choose(request: HttpRequest, response_id: UUID, code: str) -> HttpResponse:
    """Every tool and plan of the catalogue, to choose one from; ``?q=`` narrows the list."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    guide = guide_of(seat.response.version)
    if not guide.section or guide.section != code:
        raise Http404
    seat.require_section(code)
    search = search_from(request.GET.get("q", ""))
    plans = sorted(guide.catalogue.plans.values(), key=_by_provider)
    found = [plan for plan in plans if plan.matches(search)]
    context = {
        "response": seat.response,
        "section": document_of(seat.response.version).section_by_code[code],
        "search": search,
        "groups": [
            {"provider": provider, "plans": list(group)}
            for provider, group in groupby(found, key=attrgetter("provider"))
        ],
        "shown": len(found),
        "total": len(plans),
        "gathered": as_of_words(guide.catalogue.gathered),
    }
    return render(request, "questionnaires/respond/choose.html", context)


@respondent_page
@require_POST
def use(request: HttpRequest, response_id: UUID, entry_id: UUID) -> HttpResponse:
    """Answer a question with what is published, because the person pressed for it."""
    seat = seat_for(request, response_id)
    row = entry_for(seat, entry_id)
    guide = guide_of(seat.response.version)
    plan = guide.catalogue.plans.get(row.catalogue)
    found = guide.use_of(plan, request.POST.get("fact", "")) if plan else None
    if found is None:
        raise Http404
    question, value = found
    page = reverse("questionnaires:entry", args=[response_id, row.pk])
    try:
        save_answer(
            seat.response,
            question,
            value,
            entry=row,
            respondent=seat.respondent,
            revision=revision_from(request.POST.get(f"revision-{question}", "")),
        )
    except AnswerConflict as error:
        document = document_of(seat.response.version)
        stored = said(document, document.questions[question], error.stored)
        words = _("%(error)s Saved now: %(stored)s.")
        messages.error(request, words % {"error": error, "stored": stored})
        return redirect(page)
    except QuestionnaireError as error:
        messages.error(request, str(error))
        return redirect(page)
    return redirect(f"{page}#{question}")


def _by_provider(plan: Listed) -> tuple[str, str, str, str]:
    return (
        plan.provider.casefold(),
        plan.provider,
        plan.name.casefold(),
        plan.plan.casefold(),
    )
