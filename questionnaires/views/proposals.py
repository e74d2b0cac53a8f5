"""Proposed answers: all of them on one page, and confirming them wherever they stand."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from questionnaires.access import Seat, entry_for, seat_for
from questionnaires.actions.proposals import confirm_offered, refuse_offered
from questionnaires.actions.uploads import takes_entries
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.errors import AnswerError
from questionnaires.document.guides import Guide
from questionnaires.document.values import Value
from questionnaires.errors import QuestionnaireError
from questionnaires.http import respondent_page
from questionnaires.models import Entry
from questionnaires.queries import answer_set_of, document_of, guide_of
from questionnaires.queries.proposals import (
    Offered,
    OfferedAnswer,
    OfferedEntry,
    of_others,
    offered,
)
from questionnaires.views.notes import Proposals, in_words, plan_of
from questionnaires.views.parts import question_url

Seen = dict[str, dict[str, Value]]


@respondent_page
@require_GET
def proposals(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Everything that is proposed to a person, whatever proposes it, by entry and section."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    answer_set = answer_set_of(seat.response)
    others = of_others(seat.response, answer_set)
    offers = offered(seat.response, answer_set, others=others, with_before=True)
    context: dict[str, Any] = {
        "response": seat.response,
        "next": request.path,
        "unlisted": [
            one
            for one in others
            if isinstance(one, OfferedEntry) and may_confirm(seat, one)
        ],
    } | offers_for(seat, answer_set, offers)
    return render(request, "questionnaires/respond/proposals.html", context)


def may_confirm(seat: Seat, one: Offered) -> bool:
    """Whether what is proposed is for this person, and a row may be added for it."""
    if isinstance(one, OfferedEntry):
        return seat.may_answer(one.section) and takes_entries(seat.response)
    return seat.may_answer(one.question.section)


def offers_for(
    seat: Seat, answer_set: AnswerSet, offers: Iterable[OfferedAnswer]
) -> dict[str, Any]:
    """Proposals as ``_offers.html`` shows them: those a person may give, by place, with what
    can be confirmed with one press."""
    titles = {entry.id: entry.title for entry in answer_set.filled.entries}
    sections = {
        section.code: at for at, section in enumerate(answer_set.document.sections)
    }
    by_code = answer_set.document.section_by_code
    rows = {own: at for at, own in enumerate(titles)}

    def place(one: OfferedAnswer) -> tuple[int, int]:
        return sections[one.question.section], rows.get(one.entry, -1)

    mine = [one for one in offers if seat.may_answer(one.question.section)]
    groups = [
        _group(seat, answer_set, list(inside), titles, by_code)
        for _place, inside in groupby(sorted(mine, key=place), key=place)
    ]
    return {
        "groups": groups,
        "everything": _everything(groups),
        "together": sum(group.together for group in groups),
    }


def _group(
    seat: Seat,
    answer_set: AnswerSet,
    inside: Sequence[OfferedAnswer],
    titles: dict[str, str],
    sections: Any,
) -> Proposals:
    first = inside[0]
    title = (
        titles[first.entry] if first.entry else sections[first.question.section].title
    )
    plan = plan_of(answer_set, guide_of(seat.response.version), first.entry)
    return in_words(seat.response, answer_set, inside, title, plan)


def _everything(groups: Sequence[Proposals]) -> str:
    seen: Seen = {}
    for group in groups:
        seen.setdefault(group.entry, {}).update(json.loads(group.seen))
    return json.dumps(seen)


@respondent_page
@require_POST
def confirm(
    request: HttpRequest, response_id: UUID, entry_id: UUID | None = None
) -> HttpResponse:
    """Answer with what is proposed, as the person saw it: one answer, those under a heading,
    or all of them. Then comes what is left to answer, or the page that asked for it."""
    seat = seat_for(request, response_id)
    row = entry_for(seat, entry_id) if entry_id else None
    only = _mapping(request.POST.get("only", ""))
    page = _page_after(request, seat, row)
    if "not" in request.POST:
        return _refuse(request, seat, str(row.pk) if row else "", page)
    try:
        number = confirm_offered(
            seat.response,
            _seen(request, seat, str(row.pk) if row else ""),
            may_answer=seat.may_answer,
            respondent=seat.respondent,
        )
    except (AnswerError, QuestionnaireError) as error:
        messages.error(request, getattr(error, "text", "") or str(error))
        return redirect(page)
    if not number:
        messages.error(request, _("Nothing was confirmed: it was answered meanwhile."))
    elif len(only) != 1:
        words = ngettext(
            "%(number)s answer is confirmed.",
            "%(number)s answers are confirmed.",
            number,
        )
        messages.success(request, words % {"number": number})
    goes_on = "left" in request.POST or "next" in request.POST
    if len(only) == 1 and number and not goes_on:
        [wanted] = only
        section = document_of(seat.response.version).questions[wanted].section
        own = row.pk if row else ""
        return redirect(question_url(response_id, section, own, wanted))
    return redirect(page)


def _refuse(request: HttpRequest, seat: Seat, own: str, page: str) -> HttpResponse:
    """Note that something proposed is not so."""
    try:
        number = refuse_offered(
            seat.response,
            {own: _mapping(request.POST["not"])},
            may_answer=seat.may_answer,
            respondent=seat.respondent,
        )
    except QuestionnaireError as error:
        messages.error(request, str(error))
    else:
        if number:
            messages.success(request, _("Noted. It is not proposed again."))
        else:
            messages.error(
                request, _("Nothing was noted: this is not proposed any more.")
            )
    return redirect(page)


def _page_after(request: HttpRequest, seat: Seat, row: Entry | None) -> str:
    """Where the person goes on: the page that was sent along, if it is one of ours."""
    here = request.POST.get("next", "")
    if here and url_has_allowed_host_and_scheme(here, allowed_hosts=None):
        return here
    if row:
        own = [seat.response.pk, row.pk]
        return reverse("questionnaires:entry", args=own) + "?left=yes"
    return reverse("questionnaires:proposals", args=[seat.response.pk])


def _seen(request: HttpRequest, seat: Seat, own: str) -> Seen:
    """What stood on the page, by entry and question; nothing for what is no such list."""
    if "only" in request.POST:
        return {own: _mapping(request.POST["only"])}
    if "everything" in request.POST:
        found = _mapping(request.POST["everything"])
        return {name: one for name, one in found.items() if isinstance(one, dict)}
    part = request.POST.get("part", "")
    inside = _questions_of(guide_of(seat.response.version), part)
    return {
        own: {
            question: value
            for question, value in _mapping(request.POST.get("seen", "")).items()
            if not part or question in inside
        }
    }


def _questions_of(guide: Guide, part: str) -> Collection[str]:
    """The questions under one heading."""
    return next((one.questions for one in guide.parts if one.code == part), ())


def _mapping(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
