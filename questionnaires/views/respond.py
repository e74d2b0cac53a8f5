"""The pages to answer on: the task list, sections, the register, one entry."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from questionnaires.access import Seat, answered_elsewhere, seat_and_entry_for, seat_for
from questionnaires.actions.uploads import takes_entries
from questionnaires.choices import Purpose
from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.model import Question, Section
from questionnaires.document.progress import (
    SectionProgress,
    progress,
    progress_here,
    section_progress,
)
from questionnaires.http import respondent_page
from questionnaires.models import Entry, Response
from questionnaires.queries import (
    answer_set_of,
    guide_of,
    links_meanwhile,
    since_last_time,
    unexplained_by_section,
)
from questionnaires.queries.proposals import proposes_anything
from questionnaires.views.effort import effort_of
from questionnaires.views.parts import parts_of, question_url
from questionnaires.views.proposals import may_confirm
from questionnaires.views.question_views import (
    Margin,
    QuestionView,
    margin_of,
    question_views_of,
)
from questionnaires.views.register import register_page

# What an entry's page shows besides one part: all its questions, or those left to answer.
ALL, LEFT = "all", "left"


@respondent_page
@require_GET
def tasks(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """The sections with where each stands, and the obvious next step."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    answer_set = answer_set_of(seat.response)
    now = progress(answer_set)
    by_code = answer_set.document.section_by_code
    sections = [
        section
        for section in now.sections
        if is_open_to_change(seat.response, answer_set, by_code[section.code])
    ]
    needing = unexplained_by_section(answer_set, seat.response)
    unfinished = [
        section
        for section in sections
        if not section.is_done and seat.may_answer(section.code)
    ]
    following = next(
        (s for s in unfinished if s.is_started), unfinished[0] if unfinished else None
    )
    context = {
        "response": seat.response,
        "seat": seat,
        "sections": [(section, needing[section.code]) for section in sections],
        "others": {s.code for s in sections if not seat.may_answer(s.code)},
        "progress": now,
        "effort": effort_of(
            seat.response,
            answer_set,
            now,
            guide_of(seat.response.version),
            needing.total(),
        ),
        "last_time": since_last_time(seat.response, seat.may_answer),
        "repeating": {
            section.code for section in answer_set.document.sections if section.repeat
        },
        "has_proposals": proposes_anything(
            seat.response, answer_set, lambda one: may_confirm(seat, one)
        ),
        "is_known": not now.answered and bool(answered_elsewhere(request, seat)),
        "next": following,
        "next_url": _first_open(answer_set, seat.response, following)
        if following
        else "",
    }
    return render(request, "questionnaires/respond/tasks.html", context)


@respondent_page
@require_GET
def section(request: HttpRequest, response_id: UUID, code: str) -> HttpResponse:
    """The questions of one section, or the register where it repeats."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    answer_set = answer_set_of(seat.response)
    found = _section(answer_set, code)
    seat.require_section(code)
    if found.repeat:
        return register_page(
            request,
            seat,
            answer_set,
            found,
            following=_next_section(seat, answer_set, found),
        )
    margin = margin_of(answer_set, seat.response, None, found.questions)
    return section_page(request, seat, answer_set, found, margin)


@respondent_page
@require_GET
def entry(request: HttpRequest, response_id: UUID, entry_id: UUID) -> HttpResponse:
    """The questions about one entry; ``?at=`` names a question or its part, ``?all`` shows all
    of them, ``?left`` those that have neither an answer nor a proposal."""
    seat, row = seat_and_entry_for(request, response_id, entry_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    answer_set = answer_set_of(seat.response)
    found = _section(answer_set, row.section)
    margin = margin_of(answer_set, seat.response, row, found.questions)
    return section_page(
        request,
        seat,
        answer_set,
        found,
        margin,
        entry=row,
        at=request.GET.get("at", ""),
        show=next((one for one in (ALL, LEFT) if one in request.GET), ""),
    )


def _first_open(
    answer_set: AnswerSet, response: Response, section: SectionProgress
) -> str:
    """Where to go on in a section: its first open question, of the first entry that has one."""
    place = reverse("questionnaires:section", args=[response.pk, section.code])
    if not section.is_started:
        return place
    for item in answer_set.items():
        if item.question.section == section.code and item.state is State.OPEN:
            own = item.entry.id if item.entry else ""
            return question_url(response.pk, section.code, own, item.question.id)
    return place


def is_open_to_change(
    response: Response, answer_set: AnswerSet, section: Section
) -> bool:
    """Whether a section has anything to answer, or rows that may be added."""
    return (
        not response.is_limited
        or response.purpose == Purpose.NOTICE
        or section_progress(answer_set, section).applicable > 0
    )


def _section(answer_set: AnswerSet, code: str) -> Section:
    found = answer_set.document.section_by_code.get(code)
    if found is None:
        raise Http404
    return found


def section_page(
    request: HttpRequest,
    seat: Seat,
    answer_set: AnswerSet,
    found: Section,
    margin: Margin,
    *,
    entry: Entry | None = None,
    at: str = "",
    show: str = "",
    refused: QuestionView | None = None,
    status: int = 200,
) -> HttpResponse:
    """The questions of a section, or of one entry, ready to be answered: of a page in parts
    those of the part that ``at`` names, or what ``show`` says: ALL of them, or what is LEFT
    to answer oneself. What was ``refused`` stands in its place."""
    own = str(entry.pk) if entry else ""
    at = refused.id if refused else at
    guide = guide_of(seat.response.version)
    left = _left(answer_set, found, own, margin)
    parts = parts_of(
        guide,
        found,
        answer_set,
        own,
        at=at,
        is_whole=show == ALL,
        left=left if show == LEFT and left else None,
    )
    by_part = {
        part.code: _views(answer_set, part.questions, own, margin, refused)
        for part in parts
        if part.is_unfolded
    }
    if parts:
        question_views = [view for views in by_part.values() for view in views]
    else:
        question_views = _views(answer_set, found.questions, own, margin, refused)
    asked = [q.id for q in found.questions if answer_set.asks(q.id, own)]
    titles = {listed.id: listed.title for listed in answer_set.entries(found.code)}
    answered, applicable = progress_here(answer_set, found, own)
    context = {
        "response": seat.response,
        "seat": seat.respondent.pk,
        "section": found,
        "entry": entry,
        "title": titles.get(own, found.title),
        "answered": answered,
        "applicable": applicable,
        "views": question_views,
        "proposals": margin.proposals,
        "parts": [(part, by_part.get(part.code)) for part in parts],
        "is_whole": show == ALL or (show == LEFT and bool(left)),
        "is_left": show == LEFT and bool(left),
        "left": len(left),
        "since": max(
            (margin.stamps[name].revision for name in asked if name in margin.stamps),
            default=0,
        ),
        "unconfirmed": sum(
            bool(answer_set.filled.set_aside.get((name, own))) for name in asked
        ),
        "next": _next_section(seat, answer_set, found),
        "adds": bool(parts) and takes_entries(seat.response),
        "links": links_meanwhile(seat.response, entry) if entry else [],
    }
    return render(
        request, "questionnaires/respond/section.html", context, status=status
    )


def _left(
    answer_set: AnswerSet, section: Section, entry_id: str, margin: Margin
) -> frozenset[str]:
    """What is asked and has neither an answer nor a proposal."""
    return frozenset(
        question.id
        for question in section.questions
        if answer_set.asks(question.id, entry_id)
        and answer_set.state(question.id, entry_id) is State.OPEN
        and not margin.proposals.of(question)
    )


def _views(
    answer_set: AnswerSet,
    questions: Iterable[Question],
    entry_id: str,
    margin: Margin,
    refused: QuestionView | None,
) -> list[QuestionView]:
    return [
        refused if refused and refused.id == view.id else view
        for view in question_views_of(answer_set, questions, entry_id, margin)
    ]


def _next_section(seat: Seat, answer_set: AnswerSet, found: Section) -> Section | None:
    sections = answer_set.document.sections
    return next(
        (
            section
            for section in sections[sections.index(found) + 1 :]
            if is_open_to_change(seat.response, answer_set, section)
        ),
        None,
    )
