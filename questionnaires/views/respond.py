"""The pages to answer on: the task list, sections, the register, one entry."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from questionnaires.access import Seat, entry_for, seat_for
from questionnaires.choices import Purpose
from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.model import Section
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
from questionnaires.views.effort import effort_of
from questionnaires.views.notes import Proposals
from questionnaires.views.parts import parts_of
from questionnaires.views.question_views import (
    QuestionView,
    margin_of,
    question_views_of,
)
from questionnaires.views.register import register_page


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
    margin = margin_of(answer_set, seat.response, None)
    question_views = question_views_of(answer_set, found, "", margin)
    return section_page(
        request, seat, answer_set, found, question_views, margin.proposals
    )


@respondent_page
@require_GET
def entry(request: HttpRequest, response_id: UUID, entry_id: UUID) -> HttpResponse:
    """The questions about one entry."""
    seat = seat_for(request, response_id)
    row = entry_for(seat, entry_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    answer_set = answer_set_of(seat.response)
    found = _section(answer_set, row.section)
    margin = margin_of(answer_set, seat.response, row)
    question_views = question_views_of(answer_set, found, str(row.pk), margin)
    return section_page(
        request, seat, answer_set, found, question_views, margin.proposals, entry=row
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
            if item.entry:
                place = reverse(
                    "questionnaires:entry", args=[response.pk, item.entry.id]
                )
            return f"{place}#{item.question.id}"
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
    question_views: list[QuestionView],
    proposals: Proposals,
    *,
    entry: Entry | None = None,
    status: int = 200,
) -> HttpResponse:
    """The questions of a section, or of one entry, ready to be answered."""
    own = str(entry.pk) if entry else ""
    titles = {listed.id: listed.title for listed in answer_set.entries(found.code)}
    answered, applicable = progress_here(answer_set, found, own)
    guide = guide_of(seat.response.version)
    context = {
        "response": seat.response,
        "seat": seat.respondent.pk,
        "section": found,
        "entry": entry,
        "title": titles.get(own, found.title),
        "answered": answered,
        "applicable": applicable,
        "views": question_views,
        "proposals": proposals,
        "parts": parts_of(guide, found, question_views, answer_set, own),
        "left": applicable - answered - len(proposals.items),
        "since": max(
            (question_view.stamp.revision for question_view in question_views),
            default=0,
        ),
        "unconfirmed": sum(
            bool(question_view.hint.unconfirmed) for question_view in question_views
        ),
        "next": _next_section(seat, answer_set, found),
        "links": links_meanwhile(seat.response, entry) if entry else [],
    }
    return render(
        request, "questionnaires/respond/section.html", context, status=status
    )


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
