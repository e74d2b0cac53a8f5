"""The end of the journey: check, attest, submit, done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from questionnaires.access import Seat, seat_for
from questionnaires.actions.responses import submit_response
from questionnaires.document.model import Section
from questionnaires.document.progress import progress
from questionnaires.document.sheet import Sheet, State
from questionnaires.document.wording import said
from questionnaires.forms import AttestationForm
from questionnaires.http import respondent_page
from questionnaires.queries import sheet_of

HTTP_REFUSED = 422


@respondent_page
@require_GET
def check(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Everything that was said, in words, with what is still open first."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    sheet = sheet_of(seat.response)
    groups = answers_in_words(seat, sheet)
    context = {
        "response": seat.response,
        "seat": seat,
        "groups": groups,
        "progress": progress(sheet),
        "open": [
            row | {"group": g["title"]}
            for g in groups
            for row in g["rows"]
            if row["is_open"]
        ],
    }
    return render(request, "questionnaires/respond/check.html", context)


@respondent_page
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Attest and submit; twice is the same as once."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    seat.require_lead()
    now = progress(sheet_of(seat.response))
    left = now.applicable - now.answered
    form = AttestationForm(
        request.POST or None,
        open_questions=left,
        initial={"name": seat.respondent.name},
    )
    if request.method == "POST" and form.is_valid():
        submit_response(
            seat.response,
            name=form.cleaned_data["name"],
            role=form.cleaned_data["role"],
            respondent=seat.respondent,
        )
        return redirect("questionnaires:done", response_id)
    context = {"response": seat.response, "form": form, "left": left, "progress": now}
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "questionnaires/respond/submit.html", context, status=status)


@respondent_page
@require_GET
def done(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """What was submitted and what happens next."""
    seat = seat_for(request, response_id)
    if seat.response.is_open:
        return redirect("questionnaires:tasks", response_id)
    sheet = sheet_of(seat.response)
    context = {
        "response": seat.response,
        "groups": answers_in_words(seat, sheet),
        "progress": progress(sheet),
    }
    return render(request, "questionnaires/respond/done.html", context)


def answers_in_words(seat: Seat, sheet: Sheet) -> list[dict[str, Any]]:
    """Every shown question with its answer in words, by section and entry."""
    groups = []
    for section in sheet.document.sections:
        if not section.repeat:
            url = reverse(
                "questionnaires:section", args=[seat.response.pk, section.code]
            )
            groups.append(_group(sheet, section, "", section.title, url))
            continue
        for entry in sheet.entries(section.code):
            url = reverse("questionnaires:entry", args=[seat.response.pk, entry.id])
            groups.append(
                _group(
                    sheet,
                    section,
                    entry.id,
                    f"{section.entry_name}: {entry.title}",
                    url,
                )
            )
    return groups


def _group(
    sheet: Sheet, section: Section, entry_id: str, title: str, url: str
) -> dict[str, Any]:
    rows = [
        {
            "id": question.id,
            "text": question.text,
            "said": said(sheet.document, question, sheet.value(question.id, entry_id)),
            "is_open": sheet.state(question.id, entry_id) is State.OPEN,
            "url": f"{url}#{question.id}",
        }
        for question in section.questions
        if sheet.shown(question.id, entry_id)
    ]
    return {"title": title, "url": url, "rows": rows}
