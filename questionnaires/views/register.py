"""The rows of a repeating section: list, add, copy, remove, bring back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from questionnaires.access import Seat, entry_for, seat_for
from questionnaires.actions import entries
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.characters import is_visible
from questionnaires.document.errors import AnswerError
from questionnaires.document.extending import extension
from questionnaires.document.guides import NO_GUIDE, Guide
from questionnaires.document.model import Option, Section
from questionnaires.document.progress import EntryProgress, section_progress
from questionnaires.document.searching import all_words
from questionnaires.document.wording import display_text
from questionnaires.errors import QuestionnaireError
from questionnaires.forms import search_from
from questionnaires.http import respondent_page
from questionnaires.models import Entry
from questionnaires.queries import guide_of, links_meanwhile, removed_entries

MANY = 8
MAX_NAME = 200
REMOVED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One entry of the list. ``plan`` is what was answered, ``listed`` the plan chosen."""

    progress: EntryProgress
    detail: str
    plan: str
    listed: str
    highest: Option | None

    @property
    def left(self) -> int:
        return self.progress.applicable - self.progress.answered

    @property
    def words(self) -> str:
        """What the filter looks at."""
        return f"{self.progress.title} {self.detail} {self.plan} {self.listed}"


def register_page(
    request: HttpRequest,
    seat: Seat,
    answer_set: AnswerSet,
    found: Section,
    *,
    following: Section | None,
) -> HttpResponse:
    """The entries of a repeating section with what each still lacks; ``?q=`` narrows them."""
    guide = guide_of(seat.response.version)
    is_guided = guide.section == found.code
    rows = _rows(answer_set, found, guide if is_guided else NO_GUIDE)
    search = search_from(request.GET.get("q", ""))
    context = {
        "response": seat.response,
        "section": found,
        "total": len(rows),
        "rows": [row for row in rows if all_words(search, row.words)],
        "search": search,
        "has_filter": len(rows) > MANY or bool(search),
        "is_guided": is_guided,
        "removed": removed_entries(seat.response, found, REMOVED_SHOWN),
        "next": following,
        "links": links_meanwhile(seat.response, None),
    }
    return render(request, "questionnaires/respond/register.html", context)


@respondent_page
@require_POST
def add(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Add a row, by its name or for a plan of the list, and go to it; a list to choose
    from leaves no row without a name."""
    seat = seat_for(request, response_id)
    section = request.POST.get("section", "")
    seat.require_section(section)
    chosen = request.POST.get("plan", "")
    guide = guide_of(seat.response.version)
    plans = guide.catalogue.plans
    if chosen and chosen not in plans:
        raise Http404
    by, name = seat.respondent, request.POST.get("name", "").strip()[:MAX_NAME]
    if not chosen and not is_visible(name) and section == guide.section:
        messages.error(request, _(extension().topic.not_chosen))
        return redirect("questionnaires:choose", response_id, section)
    try:
        row = (
            entries.choose_listed(seat.response, section, plans[chosen], respondent=by)
            if chosen
            else entries.add_entry(seat.response, section, name=name, respondent=by)
        )
    except (AnswerError, QuestionnaireError) as error:
        messages.error(request, str(getattr(error, "text", error)))
        if section != guide.section:
            return redirect("questionnaires:tasks", response_id)
        page = reverse("questionnaires:choose", args=[response_id, section])
        return redirect(f"{page}?{urlencode({'q': name})}" if name else page)
    page = reverse("questionnaires:entry", args=[response_id, row.pk])
    return redirect(f"{page}?left=yes" if chosen else page)


@respondent_page
@require_POST
def copy(request: HttpRequest, response_id: UUID, entry_id: UUID) -> HttpResponse:
    """Copy a row with its answers and go to the copy."""
    seat = seat_for(request, response_id)
    row = entry_for(seat, entry_id)
    try:
        copied = entries.copy_entry(row, respondent=seat.respondent)
    except QuestionnaireError as error:
        messages.error(request, str(error))
        return redirect("questionnaires:section", response_id, row.section)
    return redirect("questionnaires:entry", response_id, copied.pk)


@respondent_page
@require_POST
def remove(request: HttpRequest, response_id: UUID, entry_id: UUID) -> HttpResponse:
    """Take a row out; it can be brought back until submission."""
    seat = seat_for(request, response_id)
    row = entry_for(seat, entry_id)
    return _change(
        request,
        seat,
        row,
        entries.remove_entry,
        _("Removed. You can bring it back below."),
    )


@respondent_page
@require_POST
def restore(request: HttpRequest, response_id: UUID, entry_id: UUID) -> HttpResponse:
    """Bring a removed row back with its answers."""
    seat = seat_for(request, response_id)
    row = entry_for(seat, entry_id, removed=True)
    return _change(
        request,
        seat,
        row,
        entries.restore_entry,
        _("Brought back with all its answers."),
    )


def _change(
    request: HttpRequest,
    seat: Seat,
    row: Entry,
    action: Callable[..., Entry],
    done: str,
) -> HttpResponse:
    try:
        action(row, respondent=seat.respondent)
    except QuestionnaireError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("questionnaires:section", seat.response.pk, row.section)


def _rows(answer_set: AnswerSet, found: Section, guide: Guide) -> list[RegisterRow]:
    chosen = {entry.id: entry.catalogue for entry in answer_set.entries(found.code)}
    plans = guide.catalogue.plans
    return [
        RegisterRow(
            progress=item,
            detail=_answer_text(answer_set, _after_title(found), item.id),
            plan=_answer_text(answer_set, guide.plan, item.id),
            listed=plans[chosen[item.id]].plan if chosen[item.id] in plans else "",
            highest=guide.highest(answer_set, item.id),
        )
        for item in section_progress(answer_set, found).entries
    ]


def _after_title(found: Section) -> str:
    """The question after the name: it tells two entries of one name apart."""
    return next((q.id for q in found.questions if q.id != found.entry_title), "")


def _answer_text(answer_set: AnswerSet, question_id: str, entry_id: str) -> str:
    value = answer_set.value(question_id, entry_id) if question_id else None
    if value is None:
        return ""
    return display_text(
        answer_set.document, answer_set.document.questions[question_id], value
    )
