"""What is said about weak answers, several at once: on one page, or at the questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from questionnaires.access import Seat, seat_for
from questionnaires.actions.remarks import GivenRemark, remark_together
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.extending import Opinion, extension
from questionnaires.document.model import Question
from questionnaires.document.wording import display_text
from questionnaires.errors import QuestionnaireError
from questionnaires.forms import RemarkForm, WeakAnswerForm
from questionnaires.http import respondent_page
from questionnaires.models import Entry, Remark
from questionnaires.queries import answer_set_of, remarks_of, weak_answers
from questionnaires.views.answering import place_of
from questionnaires.views.question_views import RemarkFields, say_prefix

HTTP_REFUSED = 422
FOR_ALL = "all"  # the button, and the prefix of the fields beside it
EVERY_OPEN = "every_open"  # the box that chooses all that wait


@dataclass(frozen=True, slots=True)
class WeakRow:
    """One weak answer with what is said about it. ``where`` is its section or its entry."""

    question: Question
    entry_id: str
    where: str
    display_text: str
    opinion: Opinion
    made: Remark | None
    form: WeakAnswerForm

    def given(self, form: RemarkForm, entry: Entry | None) -> GivenRemark:
        """What a valid form says about this answer."""
        got = form.cleaned_data
        return GivenRemark(
            self.question.id,
            entry,
            got["kind"],
            got["text"],
            got["due_on"],
            got["owner"],
            self.form.data.get(self.form.add_prefix("version")) or None,
        )

    @property
    def is_refused(self) -> bool:
        """Whether something was written that cannot be saved."""
        return (
            self.form.is_bound and self.form.says_something and bool(self.form.errors)
        )

    @property
    def say(self) -> RemarkFields:
        """The fields of its form."""
        return RemarkFields.of(self.form)


@respondent_page
@require_http_methods(["GET", "POST"])
def weak(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Every weak answer, with an action or a justification for each, or the same for several.

    The fields at the questions of a section come here too; ``at`` says to which of them to go
    back.
    """
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    answer_set = answer_set_of(seat.response)
    if request.method == "GET":
        return _page(request, seat, _rows(seat, answer_set), RemarkForm(prefix=FOR_ALL))
    rows = _rows(seat, answer_set, request.POST)
    if FOR_ALL in request.POST:
        return _say_of_all(request, seat, rows)
    remarked = [row for row in rows if row.form.says_something]
    refused = [row for row in remarked if not row.form.is_valid()]
    if refused:
        return _page(request, seat, rows, RemarkForm(prefix=FOR_ALL), HTTP_REFUSED)
    return _save(request, seat, rows, [(row, row.form) for row in remarked])


def _say_of_all(
    request: HttpRequest, seat: Seat, rows: Sequence[WeakRow]
) -> HttpResponse:
    """Say the same of all that are chosen, or of all that are open; what was written at an
    answer of its own is saved too."""
    form = RemarkForm(request.POST, prefix=FOR_ALL)
    of_every_open = EVERY_OPEN in request.POST
    own = [
        row for row in rows if row.form.says_something and not row.form["picked"].data
    ]
    chosen = [
        row
        for row in rows
        if row.form["picked"].data
        or (of_every_open and row.made is None and row not in own)
    ]
    if form.is_valid() and not chosen:
        form.add_error(None, _("Choose the answers first."))
    if form.errors or not all(row.form.is_valid() for row in own):
        return _page(request, seat, rows, form, HTTP_REFUSED)
    remarked = [(row, form) for row in chosen] + [(row, row.form) for row in own]
    return _save(request, seat, rows, remarked)


def _save(
    request: HttpRequest,
    seat: Seat,
    rows: Sequence[WeakRow],
    remarked: Sequence[tuple[WeakRow, RemarkForm]],
) -> HttpResponse:
    given = [
        row.given(form, place_of(seat, row.question.section, row.entry_id).entry)
        for row, form in remarked
    ]
    try:
        number = remark_together(seat.response, given, respondent=seat.respondent)
    except QuestionnaireError as error:
        form = RemarkForm(prefix=FOR_ALL)
        messages.error(request, str(error))
        return _page(request, seat, rows, form, HTTP_REFUSED)
    words = ngettext(
        "Saved for %(number)s answer.", "Saved for %(number)s answers.", number
    )
    if number:
        messages.success(request, words % {"number": number})
    at = request.POST.get("at", "")
    for row in rows:
        if at and at == row.form.prefix:
            place = place_of(seat, row.question.section, row.entry_id)
            return redirect(place.url_of(row.question.id))
    return redirect("questionnaires:weak", seat.response.pk)


def _rows(
    seat: Seat, answer_set: AnswerSet, data: QueryDict | None = None
) -> list[WeakRow]:
    """The weak answers of a person's own sections; with data those that it is about."""
    made = remarks_of(seat.response)
    sections = answer_set.document.section_by_code
    found = []
    for item, (name, entry_id) in weak_answers(answer_set):
        prefix = say_prefix(name, entry_id)
        if not seat.may_answer(item.question.section) or (
            data is not None and f"{prefix}-text" not in data
        ):
            continue
        known = made.get((name, entry_id))
        found.append(
            WeakRow(
                item.question,
                entry_id,
                item.entry.title
                if item.entry
                else sections[item.question.section].title,
                display_text(
                    answer_set.document,
                    item.question,
                    answer_set.value(name, entry_id),
                ),
                extension().opinion(answer_set, name, entry_id),
                known,
                WeakAnswerForm(data, prefix=prefix, initial=_initial(known)),
            )
        )
    return found


def _initial(made: Remark | None) -> dict[str, Any]:
    facts: dict[str, Any] = {"version": Remark.version_of(made)}
    if made is not None:
        facts |= {
            "kind": made.kind,
            "text": made.text,
            "due_on": made.due_on,
            "owner": made.owner,
        }
    return facts


def _page(
    request: HttpRequest,
    seat: Seat,
    rows: Sequence[WeakRow],
    for_all: RemarkForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "response": seat.response,
        "rows": [row for row in rows if row.made is None or row.is_refused],
        "done": [row for row in rows if row.made is not None and not row.is_refused],
        "for_all": for_all,
        "say_for_all": RemarkFields.of(for_all),
        "chooses_every_open": EVERY_OPEN in request.POST,
    }
    return render(request, "questionnaires/respond/weak.html", context, status=status)
