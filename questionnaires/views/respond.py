"""Answering: the task list, sections, single answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from questionnaires.access import Seat, entry_for, seat_for
from questionnaires.actions.answers import Saved, save_answer
from questionnaires.document.model import Question, Section
from questionnaires.document.progress import progress
from questionnaires.document.sheet import Sheet
from questionnaires.document.wording import said
from questionnaires.errors import AnswerConflict, QuestionnaireError, ResponseLocked
from questionnaires.forms import AnswerForm
from questionnaires.http import respondent_page, wants_json
from questionnaires.models import Entry
from questionnaires.queries import document_of, sheet_of
from questionnaires.views.cards import (
    Card,
    card_of,
    cards_of,
    dependants,
    form_for,
    prefix_of,
    revisions_of,
)

HTTP_CONFLICT = 409
HTTP_REFUSED = 422
HTTP_LOCKED = 423


@respondent_page
@require_GET
def tasks(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """The sections with where each stands, and the obvious next step."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    sheet = sheet_of(seat.response)
    now = progress(sheet)
    unfinished = [
        section
        for section in now.sections
        if not section.is_done and seat.may_answer(section.code)
    ]
    context = {
        "response": seat.response,
        "seat": seat,
        "others": {s.code for s in now.sections if not seat.may_answer(s.code)},
        "progress": now,
        "repeating": {
            section.code for section in sheet.document.sections if section.repeat
        },
        "next": next(
            (s for s in unfinished if s.is_started),
            unfinished[0] if unfinished else None,
        ),
    }
    return render(request, "questionnaires/respond/tasks.html", context)


@respondent_page
@require_GET
def section(request: HttpRequest, response_id: UUID, code: str) -> HttpResponse:
    """The questions of one section, or the register where it repeats."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    sheet = sheet_of(seat.response)
    found = _section(sheet, code)
    seat.require_section(code)
    if found.repeat:
        return _register(request, seat, sheet, found)
    cards = cards_of(sheet, found, "", revisions_of(seat.response.pk, None))
    return _section_page(request, seat, sheet, found, cards)


@respondent_page
@require_GET
def entry(request: HttpRequest, response_id: UUID, entry_id: UUID) -> HttpResponse:
    """The questions about one entry."""
    seat = seat_for(request, response_id)
    row = entry_for(seat, entry_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    sheet = sheet_of(seat.response)
    found = _section(sheet, row.section)
    cards = cards_of(sheet, found, str(row.pk), revisions_of(seat.response.pk, row.pk))
    return _section_page(request, seat, sheet, found, cards, entry=row)


@respondent_page
@require_POST
def answer(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Save one answer; a script gets JSON, a plain form comes back to its question."""
    seat = seat_for(request, response_id)
    row = _entry_of(request, seat)
    question = _question(seat, request.POST.get("question", ""), row)
    seat.require_section(question.section)
    entry_id = str(row.pk) if row else ""
    form = _answer_form(seat, question, entry_id, request.POST)
    as_json = wants_json(request)
    if not form.is_valid():
        words = " ".join(str(m) for errors in form.errors.values() for m in errors)
        sheet = sheet_of(seat.response)
        return _refused(
            request, seat, sheet, question, row, words, HTTP_REFUSED, as_json=as_json
        )
    try:
        saved = save_answer(
            seat.response,
            question.id,
            form.raw(),
            entry=row,
            respondent=seat.respondent,
            revision=_revision(request),
        )
    except AnswerConflict as error:
        sheet = sheet_of(seat.response)
        stored = said(sheet.document, question, error.stored)
        words = f"{error} Saved now: {stored}."
        return _refused(
            request,
            seat,
            sheet,
            question,
            row,
            words,
            HTTP_CONFLICT,
            as_json=as_json,
            revision=error.revision,
        )
    except ResponseLocked as error:
        return _said(request, seat, str(error), HTTP_LOCKED, as_json=as_json)
    except QuestionnaireError as error:
        return _said(request, seat, str(error), HTTP_REFUSED, as_json=as_json)
    if as_json:
        return JsonResponse(_news(request, seat, saved, question, row))
    return redirect(f"{_page_of(seat, question, row)}#{question.id}")


def _answer_form(
    seat: Seat, question: Question, entry_id: str, data: QueryDict
) -> AnswerForm:
    """The form of one answer; other answers are read only where its fields depend on them."""
    if question.places_from or question.scoring.other:
        return form_for(sheet_of(seat.response), question, entry_id, data=data)
    document = document_of(seat.response.version)
    return AnswerForm(
        document, question, data=data, prefix=prefix_of(question, entry_id)
    )


def _section(sheet: Sheet, code: str) -> Section:
    found = sheet.document.section_by_code.get(code)
    if found is None:
        raise Http404
    return found


def _register(
    request: HttpRequest, seat: Seat, sheet: Sheet, found: Section
) -> HttpResponse:
    now = progress(sheet).section(found.code)
    rows = [
        {"progress": item, "detail": _detail(sheet, found, item.id)}
        for item in now.entries
    ]
    context = {
        "response": seat.response,
        "section": found,
        "rows": rows,
        "removed": Entry.objects.filter(
            response=seat.response, section=found.code, removed_at__isnull=False
        ).order_by("-removed_at")[:5],
        "next": _next_section(sheet, found),
    }
    return render(request, "questionnaires/respond/register.html", context)


def _detail(sheet: Sheet, found: Section, entry_id: str) -> str:
    """What tells two entries of one name apart: the answer to the question after the name."""
    after = [q for q in found.questions if q.id != found.entry_title][:1]
    value = sheet.value(after[0].id, entry_id) if after else None
    return "" if value is None else said(sheet.document, after[0], value)


def _section_page(
    request: HttpRequest,
    seat: Seat,
    sheet: Sheet,
    found: Section,
    cards: list[Card],
    *,
    entry: Entry | None = None,
    status: int = 200,
) -> HttpResponse:
    now = progress(sheet).section(found.code)
    part = next((e for e in now.entries if entry and e.id == str(entry.pk)), now)
    context = {
        "response": seat.response,
        "section": found,
        "entry": entry,
        "title": part.title,
        "progress": part,
        "cards": cards,
        "next": _next_section(sheet, found),
    }
    return render(
        request, "questionnaires/respond/section.html", context, status=status
    )


def _next_section(sheet: Sheet, found: Section) -> Section | None:
    sections = sheet.document.sections
    place = sections.index(found) + 1
    return sections[place] if place < len(sections) else None


def _entry_of(request: HttpRequest, seat: Seat) -> Entry | None:
    given = request.POST.get("entry", "")
    if not given:
        return None
    try:
        return entry_for(seat, UUID(given))
    except ValueError as error:
        raise Http404 from error


def _question(seat: Seat, question_id: str, row: Entry | None) -> Question:
    question = document_of(seat.response.version).questions.get(question_id)
    if (
        question is None
        or not question.section
        or question.repeated != (row is not None)
    ):
        raise Http404
    if row is not None and row.section != question.section:
        raise Http404
    return question


def _revision(request: HttpRequest) -> int | None:
    given = request.POST.get("revision", "")
    return (
        int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
    )


def _page_of(seat: Seat, question: Question, row: Entry | None) -> str:
    if row is not None:
        return reverse("questionnaires:entry", args=[seat.response.pk, row.pk])
    return reverse("questionnaires:section", args=[seat.response.pk, question.section])


def _refused(
    request: HttpRequest,
    seat: Seat,
    sheet: Sheet,
    question: Question,
    row: Entry | None,
    words: str,
    status: int,
    *,
    as_json: bool,
    revision: int | None = None,
) -> HttpResponse:
    """Say at the question what is wrong; what was entered stays in its fields."""
    if not seat.response.is_open:
        return _said(request, seat, str(ResponseLocked()), HTTP_LOCKED, as_json=as_json)
    if as_json:
        return JsonResponse({"error": words, "revision": revision}, status=status)
    found = sheet.document.section_by_code[question.section]
    entry_id = str(row.pk) if row else ""
    revisions = revisions_of(seat.response.pk, row.pk if row else None)
    cards = [
        card_of(
            sheet,
            card.question,
            entry_id,
            revision if revision is not None else card.revision,
            data=request.POST,
            error=words,
        )
        if card.id == question.id
        else card
        for card in cards_of(sheet, found, entry_id, revisions)
    ]
    return _section_page(request, seat, sheet, found, cards, entry=row, status=status)


def _said(
    request: HttpRequest, seat: Seat, words: str, status: int, *, as_json: bool
) -> HttpResponse:
    if as_json:
        return JsonResponse({"error": words}, status=status)
    context = {"response": seat.response, "words": words}
    return render(
        request, "questionnaires/respond/refused.html", context, status=status
    )


def _news(
    request: HttpRequest,
    seat: Seat,
    saved: Saved,
    question: Question,
    row: Entry | None,
) -> dict[str, Any]:
    """What the page needs to know after a save: its own line, and what came or went."""
    entry_id = str(row.pk) if row else ""
    sheet = saved.sheet
    found = sheet.document.section_by_code[question.section]
    here = saved.progress.section(question.section)
    part = next((e for e in here.entries if e.id == entry_id), here) if row else here
    card = card_of(sheet, question, entry_id, saved.revision)
    revisions = None
    html: dict[str, str | None] = {}
    for other in dependants(found, question.id):
        if not sheet.shown(other.id, entry_id):
            html[other.id] = None
            continue
        if revisions is None:
            revisions = revisions_of(seat.response.pk, row.pk if row else None)
        html[other.id] = render_to_string(
            "questionnaires/respond/_question.html",
            {
                "card": card_of(sheet, other, entry_id, revisions.get(other.id, 0)),
                "response": seat.response,
            },
            request,
        )
    return {
        "saved_at": timezone.localtime().strftime("%H:%M"),
        "revision": saved.revision,
        "answered": part.answered,
        "applicable": part.applicable,
        "hint": render_to_string("questionnaires/respond/_hint.html", {"card": card}),
        "order": [q.id for q in found.questions if sheet.shown(q.id, entry_id)],
        "refresh": [
            other.id
            for other in found.questions
            if other.scoring.other == question.id or question.id in other.places_from
        ],
        "html": html,
    }
