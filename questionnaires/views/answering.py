"""Saving single answers, and hearing what colleagues saved meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from questionnaires.access import Seat, entry_for, seat_for, snapshot_for
from questionnaires.actions.quick import save_at
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Question, Section
from questionnaires.document.progress import progress_here
from questionnaires.document.wording import display_text
from questionnaires.errors import (
    AnswerConflict,
    NameTaken,
    QuestionnaireError,
    ResponseLocked,
)
from questionnaires.forms import AnswerForm, number_from
from questionnaires.http import respondent_page, wants_json
from questionnaires.models import Entry
from questionnaires.queries import (
    SeatSnapshot,
    answer_set_of,
    changes_since,
    document_with_id,
    guide_for,
)
from questionnaires.views.notes import Notes, asks_of
from questionnaires.views.parts import part_counts, question_url
from questionnaires.views.question_views import (
    Margin,
    Stamp,
    dependants,
    form_for,
    margin_of,
    prefix_of,
    question_view_of,
    saved_hint,
)
from questionnaires.views.respond import section_page

HERE = "{time}"  # the script puts the time there, as the clock of that browser shows it
HTTP_CONFLICT = 409
HTTP_REFUSED = 422
HTTP_LOCKED = 423


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where an answer belongs: a section, or one entry of a section that repeats."""

    seat: Seat
    section: Section
    entry: Entry | None

    @property
    def entry_id(self) -> str:
        return str(self.entry.pk) if self.entry else ""

    @property
    def url(self) -> str:
        response_id = self.seat.response.pk
        if self.entry is not None:
            return reverse("questionnaires:entry", args=[response_id, self.entry.pk])
        return reverse("questionnaires:section", args=[response_id, self.section.code])

    def url_of(self, question_id: str) -> str:
        """Where one of its questions stands."""
        return question_url(
            self.seat.response.pk, self.section.code, self.entry_id, question_id
        )

    def margin(
        self, answer_set: AnswerSet, questions: Iterable[Question] | None = None
    ) -> Margin:
        """What stands beside the answers here, or to some ``questions`` alone."""
        some = self.section.questions if questions is None else questions
        return margin_of(answer_set, self.seat.response, self.entry, some)


@respondent_page
@require_POST
def answer(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Save one answer; a script gets JSON, a plain form comes back to its question."""
    snapshot = snapshot_for(request, response_id, *_named(request.POST))
    seat = Seat(snapshot.respondent, snapshot.response)
    question, place = asked(seat, request.POST, snapshot)
    if not seat.response.is_open:
        return _message(request, seat, str(ResponseLocked()), HTTP_LOCKED)
    form = _answer_form(snapshot, place, question, request.POST)
    if not form.is_valid():
        words = " ".join(str(m) for errors in form.errors.values() for m in errors)
        return _refused(request, place, question, words)
    raw, revision = form.raw(), number_from(request.POST.get("revision", ""))
    try:
        saved = save_at(snapshot, raw, respondent=seat.respondent, revision=revision)
    except AnswerConflict as error:
        return _conflict(request, place, question, error)
    except NameTaken as error:
        return _refused(request, place, question, str(error))
    except ResponseLocked as error:
        return _message(request, seat, str(error), HTTP_LOCKED)
    except QuestionnaireError as error:
        return _message(request, seat, str(error), HTTP_REFUSED)
    if not wants_json(request):
        return redirect(place.url_of(question.id))
    hint = saved_hint(saved.answer_set, snapshot, question)
    words = render_to_string(
        "questionnaires/respond/_hint.html", {"hint": hint, "response": seat.response}
    )
    return JsonResponse(
        {
            "saved_at": timezone.now().isoformat(timespec="seconds"),
            "revision": saved.revision,
            "hint": words,
            **_news(
                request,
                place,
                saved.answer_set,
                [question],
                here=request.POST.get("here", "").split(),
            ),
        }
    )


@respondent_page
@require_GET
def changes(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """What was saved at a place after the change a script saw last; two queries when nothing."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return _message(request, seat, str(ResponseLocked()), HTTP_LOCKED)
    place = place_of(seat, request.GET.get("section", ""), request.GET.get("entry", ""))
    since = number_from(request.GET.get("since", "")) or 0
    events = {
        event.question: event
        for event in changes_since(seat.response, place.section, place.entry, since)
    }
    if not events:
        return JsonResponse({"last": since})
    answer_set = answer_set_of(seat.response)
    changed = [q for q in place.section.questions if q.id in events]
    return JsonResponse(
        {
            "last": max(event.pk for event in events.values()),
            "notices": {
                name: _("%(person)s changed this at %(time)s.")
                % {"person": event.respondent or _("Somebody"), "time": HERE}
                for name, event in events.items()
            },
            "times": {
                name: event.at.isoformat(timespec="seconds")
                for name, event in events.items()
            },
            "revisions": {name: event.pk for name, event in events.items()},
            **_news(
                request,
                place,
                answer_set,
                changed,
                with_changed=True,
            ),
        }
    )


def _named(data: QueryDict) -> tuple[str, UUID | None]:
    """The question and the entry that a form names; nothing for what is no name of any."""
    entry_id = data.get("entry", "")
    try:
        return data.get("question", ""), UUID(entry_id) if entry_id else None
    except ValueError:
        return "", None


def asked(
    seat: Seat, data: QueryDict, snapshot: SeatSnapshot | None = None
) -> tuple[Question, PagePlace]:
    """The question an answer is for; 404 for what this response does not ask."""
    document = document_with_id(seat.response.version_id)
    question = document.questions.get(data.get("question", ""))
    if question is None or not question.section:
        raise Http404
    place = place_of(seat, question.section, data.get("entry", ""), snapshot)
    return question, place


def place_of(
    seat: Seat, code: str, entry_id: str, snapshot: SeatSnapshot | None = None
) -> PagePlace:
    """Where answers of a section, or of one entry, belong; 404 for any other place. The
    entry is read unless it was in what was looked at."""
    section = document_with_id(seat.response.version_id).section_by_code.get(code)
    if section is None or section.repeat != bool(entry_id):
        raise Http404
    seat.require_section(code)
    if not entry_id:
        return PagePlace(seat, section, None)
    try:
        row = snapshot.entry if snapshot else entry_for(seat, UUID(entry_id))
    except ValueError as error:
        raise Http404 from error
    if row is None or row.section != code:
        raise Http404
    return PagePlace(seat, section, row)


def _answer_form(
    snapshot: SeatSnapshot, place: PagePlace, question: Question, data: QueryDict
) -> AnswerForm:
    """The form of one answer, with what other answers put into it."""
    document = document_with_id(snapshot.response.version_id)
    if question.places_from or question.offered_from:
        answer_set = AnswerSet(document, snapshot.filled, timezone.localdate())
        return form_for(answer_set, question, place.entry_id, data=data)
    known = snapshot.answer.value if snapshot.answer else None
    prefix = prefix_of(question, place.entry_id)
    return AnswerForm(document, question, value=known, data=data, prefix=prefix)


def _refused(
    request: HttpRequest,
    place: PagePlace,
    question: Question,
    words: str,
    status: int = HTTP_REFUSED,
    revision: int | None = None,
) -> HttpResponse:
    """Say at the question what is wrong; what was entered stays in its fields."""
    if wants_json(request):
        return JsonResponse({"error": words}, status=status)
    answer_set = answer_set_of(place.seat.response)
    margin = place.margin(answer_set)
    if revision is not None:
        seen = Stamp(revision=revision)
        margin = replace(margin, stamps={**margin.stamps, question.id: seen})
    sent = question_view_of(
        answer_set, question, place.entry_id, margin, data=request.POST, error=words
    )
    return section_page(
        request,
        place.seat,
        answer_set,
        place.section,
        margin,
        entry=place.entry,
        refused=sent,
        status=status,
    )


def _conflict(
    request: HttpRequest, place: PagePlace, question: Question, error: AnswerConflict
) -> HttpResponse:
    """Both values: the one that is saved and the one that was sent; neither is lost."""
    answer_set = answer_set_of(place.seat.response)
    stored = display_text(answer_set.document, question, error.stored)
    words = _("%(why)s Saved now: %(stored)s.") % {"why": error, "stored": stored}
    if not wants_json(request):
        return _refused(request, place, question, words, HTTP_CONFLICT, error.revision)
    question_view = question_view_of(
        answer_set, question, place.entry_id, place.margin(answer_set, [question])
    )
    context = {"view": question_view, "response": place.seat.response}
    return JsonResponse(
        {
            "error": words,
            "revision": error.revision,
            "stored": render_to_string(
                "questionnaires/respond/_question.html", context, request
            ),
        },
        status=HTTP_CONFLICT,
    )


def _message(request: HttpRequest, seat: Seat, words: str, status: int) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": words}, status=status)
    context = {"response": seat.response, "words": words}
    return render(
        request, "questionnaires/respond/refused.html", context, status=status
    )


def _news(
    request: HttpRequest,
    place: PagePlace,
    answer_set: AnswerSet,
    changed: Iterable[Question],
    *,
    with_changed: bool = False,
    here: Collection[str] = (),
) -> dict[str, Any]:
    """What a page needs after a change: how far it is, and what came, went or looks different.

    What the page shows already (``here``) is not sent again, unless it looks different.
    """
    section, entry_id = place.section, place.entry_id
    answered, applicable = progress_here(answer_set, section, entry_id)
    names = {question.id for question in changed}
    affected = {
        other.id: other
        for name in names
        for other in dependants(answer_set, section, name)
    }
    refresh = [
        other.id
        for other in section.questions
        if other.offered_from in names or names & set(other.places_from)
    ]
    if with_changed:
        affected |= {q.id: q for q in section.questions if q.id in names}
    shown = [q for q in affected.values() if answer_set.asks(q.id, entry_id)]
    known = [q.id for q in shown if q.id in here and q.id not in refresh]
    html: dict[str, str | None] = {q: None for q in affected if q not in known}
    shown = [q for q in shown if q.id not in known]
    margin = place.margin(answer_set, shown) if shown else Margin()
    for other in shown:
        question_view = question_view_of(answer_set, other, entry_id, margin)
        html[other.id] = render_to_string(
            "questionnaires/respond/_question.html",
            {"view": question_view, "response": place.seat.response},
            request,
        )
    return {
        "answered": answered,
        "applicable": applicable,
        "asks": {
            name: _asks(notes)
            for name, notes in asks_of(
                answer_set, place.seat.response, place.entry
            ).items()
        },
        "order": [q.id for q in section.questions if answer_set.asks(q.id, entry_id)],
        "parts": part_counts(
            guide_for(place.seat.response), section, answer_set, entry_id
        ),
        "refresh": refresh,
        "html": html,
    }


def _asks(notes: Notes) -> str:
    if not notes.has_words:
        return ""
    return render_to_string("questionnaires/respond/_asks.html", {"notes": notes})
