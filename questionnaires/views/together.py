"""One question for all entries of a section, on one page: a column, with copying down and undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from questionnaires.access import Seat, seat_for
from questionnaires.actions.answers import GivenAnswer
from questionnaires.actions.together import SavedTogether, bring_back, save_together
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.model import Question, Section
from questionnaires.errors import QuestionnaireError
from questionnaires.forms import AnswerForm, number_from
from questionnaires.http import respondent_page
from questionnaires.models import Answer, Entry
from questionnaires.queries import answer_set_of
from questionnaires.views.question_views import form_for

HTTP_REFUSED = 422


@dataclass(frozen=True, slots=True)
class TogetherRow:
    """One entry with its field; ``revision`` is the change its answer came with."""

    entry: Entry
    title: str
    form: AnswerForm
    question: Question
    revision: int
    unconfirmed: str

    @property
    def error(self) -> str:
        """What is wrong with what was entered."""
        if not self.form.is_bound:
            return ""
        return " ".join(
            str(words) for found in self.form.errors.values() for words in found
        )


@respondent_page
@require_http_methods(["GET", "POST"])
def together(request: HttpRequest, response_id: UUID, code: str) -> HttpResponse:
    """Answer one question for all entries at once; ``?question=`` says which."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    answer_set = answer_set_of(seat.response)
    section = answer_set.document.section_by_code.get(code)
    if section is None or not section.repeat:
        raise Http404
    seat.require_section(code)
    questions = asked_together(answer_set, section)
    question = _chosen(request, questions)
    if request.method == "GET":
        rows = _rows(seat, answer_set, question)
        return _page(request, seat, section, questions, question, rows)
    here = reverse("questionnaires:together", args=[response_id, code])
    address = f"{here}?question={question.id}"
    if "undo" in request.POST:
        _undo(request, seat, question)
        return redirect(address)
    rows = _rows(seat, answer_set, question, request.POST)
    given = _given(request, rows, question)
    if given is None:
        return _page(
            request, seat, section, questions, question, rows, status=HTTP_REFUSED
        )
    _save(request, seat, question, given)
    if "next" in request.POST and question is not questions[-1]:
        following = questions[questions.index(question) + 1]
        address = f"{here}?question={following.id}"
    return redirect(address)


def asked_together(answer_set: AnswerSet, section: Section) -> list[Question]:
    """The questions whose answers can be the same for several entries: neither the name, nor
    what depends on other answers of the one entry."""
    entries = answer_set.entries(section.code)
    return [
        question
        for question in section.questions
        if question.id != section.entry_title
        and not question.offered_from
        and not question.places_from
        and any(answer_set.asks(question.id, entry.id) for entry in entries)
    ]


def _chosen(request: HttpRequest, questions: Sequence[Question]) -> Question:
    by_id = {question.id: question for question in questions}
    wanted = request.GET.get("question", "")
    if not questions or (wanted and wanted not in by_id):
        raise Http404
    return by_id[wanted] if wanted else questions[0]


def _rows(
    seat: Seat,
    answer_set: AnswerSet,
    question: Question,
    data: QueryDict | None = None,
) -> list[TogetherRow]:
    """The entries that are asked a question; two queries."""
    revisions = dict(
        Answer.objects.filter(
            response=seat.response, question=question.id, entry__isnull=False
        ).values_list("entry_id", "revision")
    )
    stored = {
        str(entry.pk): entry
        for entry in Entry.objects.filter(response=seat.response, removed_at=None)
    }
    return [
        TogetherRow(
            stored[entry.id],
            entry.title,
            form_for(answer_set, question, entry.id, data=data),
            question,
            revisions.get(stored[entry.id].pk, 0),
            answer_set.filled.set_aside.get((question.id, entry.id), ""),
        )
        for entry in answer_set.entries(question.section)
        if answer_set.asks(question.id, entry.id)
    ]


def _given(
    request: HttpRequest, rows: Sequence[TogetherRow], question: Question
) -> list[GivenAnswer] | None:
    """What was entered, for the rows nobody else changed meanwhile; None where something is
    refused. Copying down gives what stands in one row to all below it."""
    down = request.POST.get("down", "")
    places = [str(row.entry.pk) for row in rows]
    if down and down not in places:
        raise Http404
    counted = rows[: places.index(down) + 1] if down else rows
    valid = [row.form.is_valid() for row in counted]
    if not all(valid):
        return None
    entered = [row.form.raw() for row in counted]
    entered += [entered[-1]] * (len(rows) - len(counted))
    kept = [row for row in rows if _seen(request, row) != row.revision]
    if kept:
        words = _("A colleague changed these meanwhile, and they stay: %(names)s.")
        names = ", ".join(row.title for row in kept)
        messages.error(request, words % {"names": names})
    return [
        GivenAnswer(question.id, row.entry, raw, row.revision)
        for row, raw in zip(rows, entered, strict=True)
        if row not in kept
    ]


def _seen(request: HttpRequest, row: TogetherRow) -> int | None:
    return number_from(request.POST.get(f"revision-{row.entry.pk}", ""))


def _save(
    request: HttpRequest, seat: Seat, question: Question, given: Sequence[GivenAnswer]
) -> None:
    try:
        saved = save_together(
            seat.response, question.id, given, respondent=seat.respondent
        )
    except QuestionnaireError as error:
        messages.error(request, str(error))
        return
    if not saved:
        messages.success(request, _("Nothing had changed."))
        return
    request.session[_key(seat)] = {
        "question": question.id,
        "saved": [astuple(one) for one in saved],
    }
    words = ngettext(
        "%(number)s answer is saved.", "%(number)s answers are saved.", len(saved)
    )
    messages.success(request, words % {"number": len(saved)})


def _undo(request: HttpRequest, seat: Seat, question: Question) -> None:
    """Bring back what stood before the last save here; what was changed since stays."""
    last: dict[str, Any] = request.session.pop(_key(seat), {})
    if last.get("question") != question.id:
        messages.error(request, _("There is nothing to undo."))
        return
    saved = [SavedTogether(*one) for one in last["saved"]]
    try:
        number = bring_back(
            seat.response, question.id, saved, respondent=seat.respondent
        )
    except QuestionnaireError as error:
        messages.error(request, str(error))
        return
    words = ngettext(
        "%(number)s answer is as it was.",
        "%(number)s answers are as they were.",
        number,
    )
    messages.success(request, words % {"number": number})


def _key(seat: Seat) -> str:
    return f"together-{seat.response.pk}"


def _page(
    request: HttpRequest,
    seat: Seat,
    section: Section,
    questions: Sequence[Question],
    question: Question,
    rows: Sequence[TogetherRow],
    *,
    status: int = 200,
) -> HttpResponse:
    last = request.session.get(_key(seat), {})
    context = {
        "response": seat.response,
        "section": section,
        "questions": questions,
        "question": question,
        "rows": rows,
        "can_undo": last.get("question") == question.id,
        "has_next": question is not questions[-1],
    }
    return render(
        request, "questionnaires/respond/together.html", context, status=status
    )
