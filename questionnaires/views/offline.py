"""Answering in a file: download the questionnaire, upload it filled in, see what would change."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from questionnaires.access import (
    Seat,
    answered_elsewhere,
    answers_elsewhere,
    seat_for,
    upload_for,
)
from questionnaires.actions.earlier import propose_earlier
from questionnaires.actions.uploads import (
    apply_upload,
    comparison_of,
    is_proposal,
    receive_upload,
    takes_entries,
)
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.errors import AnswerError
from questionnaires.document.offline.answers import write_questions
from questionnaires.document.offline.comparing import LineChange
from questionnaires.document.offline.content import Complaint
from questionnaires.errors import FileRefused, QuestionnaireError, ResponseLocked
from questionnaires.files import XLSX
from questionnaires.forms import AnswersFileForm
from questionnaires.http import respondent_page
from questionnaires.models import Response, Upload
from questionnaires.queries import answer_set_of, last_change
from questionnaires.workbooks.writing import Cover, write_workbook

HTTP_REFUSED = 422
HTTP_CONFLICT = 409
HTTP_LOCKED = 423
TYPES = {"xlsx": XLSX, "yaml": "application/yaml"}
MAX_FAULTS_SHOWN = 200
MAX_LINES_SHOWN = 1000


@respondent_page
@require_http_methods(["GET", "POST"])
def offline(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Download the questionnaire, and upload it filled in."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        if request.method == "POST":
            return _locked(request, seat)
        return redirect("questionnaires:done", response_id)
    form = AnswersFileForm()
    if request.method == "GET":
        return _page(request, seat, form)
    if "earlier" in request.POST:
        return _propose_earlier(request, seat)
    form = AnswersFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, seat, form, status=HTTP_REFUSED)
    file = form.cleaned_data["file"]
    try:
        upload = receive_upload(
            seat.response, file.read(), file.name, respondent=seat.respondent
        )
    except FileRefused as error:
        return _page(
            request,
            seat,
            AnswersFileForm(),
            refused=str(error),
            faults=error.faults,
            status=HTTP_REFUSED,
        )
    except ResponseLocked:
        return _locked(request, seat)
    return redirect("questionnaires:offline_preview", response_id, upload.pk)


@respondent_page
@require_GET
def download(request: HttpRequest, response_id: UUID, kind: str) -> HttpResponse:
    """The questionnaire as a workbook or an answers file, with what is answered so far.

    While it is open a person gets their own sections; after submission everybody at the
    response has everything, as on the page.
    """
    seat = seat_for(request, response_id)
    if kind not in TYPES:
        raise Http404
    answer_set = answer_set_of(seat.response)
    sections = seat.may_answer if seat.response.is_open else _all
    cover = _cover(seat, answer_set)
    content = (
        write_workbook(answer_set, cover, sections=sections)
        if kind == "xlsx"
        else write_questions(answer_set, cover, sections=sections).encode()
    )
    reply = HttpResponse(content, content_type=TYPES[kind])
    name = f"{slugify(seat.response.about)[:60] or 'questionnaire'}-{cover.made_on}"
    reply["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    reply["X-Content-Type-Options"] = "nosniff"
    return reply


@respondent_page
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, response_id: UUID, upload_id: UUID) -> HttpResponse:
    """What a file would change; it is taken over when the person says so."""
    seat = seat_for(request, response_id)
    upload = upload_for(seat, upload_id)
    if not seat.response.is_open:
        if request.method == "POST":
            return _locked(request, seat)
        return redirect("questionnaires:done", response_id)
    if upload.applied_at is not None:
        messages.info(request, _("This file was taken over already."))
        return redirect("questionnaires:tasks", response_id)
    if request.method == "GET":
        return _preview(request, seat, upload)
    take = request.POST.getlist("take")
    try:
        upload = apply_upload(
            upload,
            fingerprint=request.POST.get("fingerprint", ""),
            may_answer=seat.may_answer,
            take=take,
            leave_faulty=request.POST.get("leave_faulty") == "yes",
        )
    except ResponseLocked:
        return _locked(request, seat)
    except (AnswerError, QuestionnaireError) as error:
        return _preview(
            request, seat, upload, take=take, refused=str(error), status=HTTP_CONFLICT
        )
    words = ngettext(
        "%(n)s answer was taken over from your file.",
        "%(n)s answers were taken over from your file.",
        upload.applied,
    )
    messages.success(request, words % {"n": upload.applied})
    return redirect("questionnaires:tasks", response_id)


def _propose_earlier(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Lay what the person answered elsewhere beside what is here."""
    earlier, given = answers_elsewhere(request, seat, request.POST["earlier"])
    try:
        upload = propose_earlier(
            seat.response, earlier, given=given, respondent=seat.respondent
        )
    except ResponseLocked:
        return _locked(request, seat)
    return redirect("questionnaires:offline_preview", seat.response.pk, upload.pk)


def _page(
    request: HttpRequest,
    seat: Seat,
    form: AnswersFileForm,
    *,
    refused: str = "",
    faults: Collection[Complaint] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "response": seat.response,
        "seat": seat,
        "form": form,
        "earlier": answered_elsewhere(request, seat),
        "refused": refused,
        "faults": list(faults)[:MAX_FAULTS_SHOWN],
    }
    return render(
        request, "questionnaires/respond/offline.html", context, status=status
    )


def _preview(
    request: HttpRequest,
    seat: Seat,
    upload: Upload,
    *,
    take: Collection[str] = (),
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    plain = comparison_of(upload, seat.response, may_answer=seat.may_answer)
    found = plain
    if take:
        found = comparison_of(
            upload, seat.response, may_answer=seat.may_answer, take=take
        )
    context = {
        "response": seat.response,
        "upload": upload,
        "found": found,
        "fingerprint": plain.fingerprint,
        "faulty": found.of(LineChange.FAULTY)[:MAX_FAULTS_SHOWN],
        "faults": len(found.of(LineChange.FAULTY)),
        "conflicts": found.of(LineChange.CONFLICT),
        "good": found.good[:MAX_LINES_SHOWN],
        "goods": len(found.good),
        "signed": _signed(upload),
        "elsewhere": _elsewhere(upload, seat.response),
        "is_proposal": is_proposal(upload),
        "notices": upload.says["notices"],
        "is_foreign": bool(upload.says["response"])
        and upload.says["response"] != str(seat.response.pk),
        "take": take,
        "refused": refused,
    }
    return render(
        request, "questionnaires/respond/offline_preview.html", context, status=status
    )


def _signed(upload: Upload) -> dict[str, Any]:
    """Who signed a file, for the page; nothing for one that nobody signed."""
    by: dict[str, Any] = upload.signed
    if not by:
        return {}
    return by | {"attested_day": datetime.datetime.fromisoformat(by["attested_at"])}


def _elsewhere(upload: Upload, response: Response) -> dict[str, Any]:
    """What was said in another questionnaire, for the page: what proposes an answer, and what
    is only worth a look."""
    found: dict[str, Any] = upload.elsewhere
    if not found:
        return {}
    answer_set = answer_set_of(response)
    questions = answer_set.document.questions
    rows = [
        row | {"text": questions[row["question"]].text}
        for row in found["answers"]
        if row["question"] in questions and answer_set.asks(row["question"])
    ]
    return {
        "title": found["title"],
        "version": found["version"],
        "is_own": found.get("is_own", False),
        "proposes": [row for row in rows if row["is_proposed"]],
        "others": [row for row in rows if not row["is_proposed"]],
    }


def _cover(seat: Seat, answer_set: AnswerSet) -> Cover:
    response = seat.response
    return Cover(
        asked_by=response.asked_by,
        about=response.about,
        respondent=response.respondent_name,
        due_on=response.due_on,
        made_on=timezone.localdate() if response.is_open else answer_set.as_of,
        response=str(response.pk),
        change=last_change(response),
        language=translation.get_language() or "en",
        is_open=response.is_open,
        takes_entries=takes_entries(response),
    )


def _all(_section: str) -> bool:
    return True


def _locked(request: HttpRequest, seat: Seat) -> HttpResponse:
    context = {"response": seat.response, "words": str(ResponseLocked())}
    return render(
        request, "questionnaires/respond/refused.html", context, status=HTTP_LOCKED
    )
