"""Adding an entry from a list, and confirming what is proposed for it."""

from __future__ import annotations

import json
from collections.abc import Collection
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from questionnaires.access import entry_for, seat_for
from questionnaires.actions.proposals import confirm_proposals
from questionnaires.document.guides import Guide, Listed
from questionnaires.document.values import Value
from questionnaires.errors import QuestionnaireError
from questionnaires.forms import search_from
from questionnaires.http import respondent_page
from questionnaires.queries import document_of, guide_of
from questionnaires.views.notes import as_of_words
from questionnaires.views.parts import question_url


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


@respondent_page
@require_POST
def confirm(request: HttpRequest, response_id: UUID, entry_id: UUID) -> HttpResponse:
    """Answer with what is proposed, as the person saw it: one question, those under a heading,
    or all of them. Then comes what is left to answer."""
    seat = seat_for(request, response_id)
    row = entry_for(seat, entry_id)
    page = reverse("questionnaires:entry", args=[response_id, row.pk]) + "?left=yes"
    wanted, part = request.POST.get("question", ""), request.POST.get("part", "")
    inside = _questions_of(guide_of(seat.response.version), part)
    seen = {
        question: value
        for question, value in _seen(request.POST.get("seen", "")).items()
        if (not wanted or question == wanted) and (not part or question in inside)
    }
    try:
        number = confirm_proposals(row, seen, respondent=seat.respondent)
    except QuestionnaireError as error:
        messages.error(request, str(error))
        return redirect(page)
    if not number:
        messages.error(request, _("Nothing was confirmed: it was answered meanwhile."))
    elif not wanted:
        words = ngettext(
            "%(number)s answer is confirmed.",
            "%(number)s answers are confirmed.",
            number,
        )
        messages.success(request, words % {"number": number})
    at = question_url(response_id, row.section, row.pk, wanted)
    goes_on = "left" in request.POST
    return redirect(at if wanted and number and not goes_on else page)


def _questions_of(guide: Guide, part: str) -> Collection[str]:
    """The questions under one heading."""
    return next((one.questions for one in guide.parts if one.code == part), ())


def _seen(text: str) -> dict[str, Value]:
    """The proposals that stood on the page, by question; nothing for what is no such list."""
    try:
        seen = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return seen if isinstance(seen, dict) else {}


def _by_provider(plan: Listed) -> tuple[str, str, str, str]:
    return (
        plan.provider.casefold(),
        plan.provider,
        plan.name.casefold(),
        plan.plan.casefold(),
    )
