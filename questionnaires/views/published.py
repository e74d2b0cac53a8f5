"""Adding an entry from a list."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from questionnaires.access import seat_for
from questionnaires.document.guides import Listed
from questionnaires.forms import search_from
from questionnaires.http import respondent_page
from questionnaires.queries import document_of, guide_of
from questionnaires.views.notes import as_of_words


@respondent_page
@require_GET
def choose(request: HttpRequest, response_id: UUID, code: str) -> HttpResponse:
    """Everything that can be chosen, to choose one from; ``?q=`` narrows the list."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    guide = guide_of(seat.response.version)
    if not guide.section or guide.section != code:
        raise Http404
    seat.require_section(code)
    search = search_from(request.GET.get("q", ""))
    offered = [plan for plan in guide.catalogue.plans.values() if plan.is_offered]
    plans = sorted(offered, key=_by_provider)
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


def _by_provider(plan: Listed) -> tuple[str, str, str, str]:
    return (
        plan.provider.casefold(),
        plan.provider,
        plan.name.casefold(),
        plan.plan.casefold(),
    )
