"""Files a vendor gives after submission, and what they show beside what was submitted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from questionnaires.access import Seat, seat_for
from questionnaires.document.answer_set import AnswerSet
from questionnaires.errors import ResponseLocked
from questionnaires.http import respondent_page
from questionnaires.models import Entry
from questionnaires.queries import answer_set_of
from riskapp.activity.models import ActivityFile
from riskapp.assessments.models import Assessment
from riskapp.common.uploads import in_memory
from riskapp.evidence.comparing import LISTED
from riskapp.evidence.model import CONFIRMS, CONTRADICTS
from riskapp.facts.access import is_theirs, later_for
from riskapp.facts.actions.dropping import give_later
from riskapp.facts.errors import FileNotRead
from riskapp.facts.forms import DropForm
from riskapp.facts.queries.claims import ShownClaim, beside
from riskapp.facts.queries.reading import of_known_tools, whole

HTTP_REFUSED = 422


@in_memory
@respondent_page
@require_http_methods(["GET", "POST"])
def later(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Give files between two questionnaires; nothing that was submitted is changed."""
    seat = seat_for(request, response_id)
    assessment = later_for(seat)
    if assessment is None:
        messages.info(request, _("You are asked again. Give your files there."))
        return redirect("questionnaires:done", response_id)
    answer_set = answer_set_of(assessment.response)
    form = DropForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        tools=[
            (entry.id, entry.title)
            for entry in answer_set.filled.entries
            if seat.may_answer(entry.section)
        ],
    )
    refused: list[tuple[str, FileNotRead]] = []
    if request.method == "POST" and form.is_valid():
        own = form.cleaned_data["entry"]
        given = form.cleaned_data["dropped"]
        try:
            kept, refused = give_later(
                assessment,
                [(file.name, file.read()) for file in given],
                respondent=seat.respondent,
                entry=Entry.objects.get(pk=own, response=assessment.response)
                if own
                else None,
            )
        except ResponseLocked:
            return redirect("questionnaires:done", response_id)
        if not refused:
            words = ngettext(
                "%(n)s file was read.", "%(n)s files were read.", len(kept)
            )
            messages.success(request, words % {"n": len(kept)})
            return redirect("assessments:vendor_later", response_id)
    return _page(request, seat, assessment, answer_set, form, refused)


def _page(
    request: HttpRequest,
    seat: Seat,
    assessment: Assessment,
    answer_set: AnswerSet,
    form: DropForm,
    refused: Sequence[tuple[str, FileNotRead]],
) -> HttpResponse:
    found = beside(assessment.response, answer_set, is_vendor=True)
    questions = answer_set.document.questions

    def mine(shown: Iterable[ShownClaim]) -> list[ShownClaim]:
        return [
            one for one in shown if seat.may_answer(one.section) and not one.unlisted
        ]

    lists_tools = LISTED in questions and seat.may_answer(questions[LISTED].section)
    context: dict[str, Any] = {
        "response": seat.response,
        "submitted_at": assessment.response.submitted_at,
        "form": form,
        "refused": refused,
        "files": [whole(file) for file in found.files if is_theirs(seat, file)],
        "daily_totals": ActivityFile.objects.filter(
            response=assessment.response, by=None, respondent=seat.respondent
        ),
        "contradicted": mine(found.of(CONTRADICTS)),
        "standing": mine(found.of(CONFIRMS)),
        "unlisted": list(found.unlisted) if lists_tools else [],
        "known": of_known_tools(),
    }
    is_told = bool(form.errors or refused)
    context["is_shown_first"] = not is_told and any(
        context[name] for name in ("contradicted", "unlisted", "standing")
    )
    status = HTTP_REFUSED if is_told else 200
    return render(request, "facts/later.html", context, status=status)
