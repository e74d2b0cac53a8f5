"""Evidence on the exact answer: attach, list, download, remove."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from questionnaires.access import (
    AnswerPlace,
    Seat,
    attached_elsewhere,
    evidence_for,
    place_for,
    seat_for,
)
from questionnaires.actions import evidence as actions
from questionnaires.choices import EvidenceKind
from questionnaires.document.wording import display_text
from questionnaires.errors import QuestionnaireError, ResponseLocked
from questionnaires.forms import EvidenceForm, EvidenceNoteForm, FileForm, LinkForm
from questionnaires.http import attachment, respondent_page
from questionnaires.models import Evidence
from questionnaires.queries import (
    AttachedBefore,
    answer_set_of,
    evidence_of_page,
    links_meanwhile,
)
from questionnaires.tasks import queue_scan
from questionnaires.views.parts import question_url

HTTP_REFUSED = 422
HTTP_LOCKED = 423
AGAIN = "again"
FORMS: dict[str, type[EvidenceForm]] = {
    EvidenceKind.FILE: FileForm,
    EvidenceKind.LINK: LinkForm,
    EvidenceKind.NOTE: EvidenceNoteForm,
}


@respondent_page
@require_http_methods(["GET", "POST"])
def attached(request: HttpRequest, response_id: UUID, question_id: str) -> HttpResponse:
    """What is attached to one answer, with forms to add more until submission."""
    seat = seat_for(request, response_id)
    place = place_for(seat, question_id, request.GET.get("entry", ""))
    if request.method == "GET":
        return _page(request, seat, place)
    if not seat.response.is_open:
        return _locked(request, seat, ResponseLocked())
    kind = request.POST.get("kind", "")
    if kind == AGAIN:
        return _attach_again(request, seat, place)
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST, request.FILES, prefix=kind)
    if form.is_valid():
        try:
            evidence = _add(seat, place, kind, form.cleaned_data)
        except ResponseLocked as error:
            return _locked(request, seat, error)
        except QuestionnaireError as error:
            form.add_error(None, str(error))
        else:
            queue_scan(evidence)
            messages.success(request, _("Attached: %s") % evidence.title)
            return redirect(_address(seat, place))
    return _page(request, seat, place, refused={kind: form}, status=HTTP_REFUSED)


def _attach_again(request: HttpRequest, seat: Seat, place: AnswerPlace) -> HttpResponse:
    """Attach what the person attached elsewhere; 404 for anything else."""
    wanted = request.POST.get("evidence", "")
    known = next(
        (
            one.evidence
            for one in attached_elsewhere(request, seat)
            if str(one.evidence.pk) == wanted
        ),
        None,
    )
    if known is None:
        raise Http404
    try:
        evidence = actions.add_again(
            seat.response,
            place.question.id,
            known,
            entry=place.entry,
            respondent=seat.respondent,
        )
    except ResponseLocked as error:
        return _locked(request, seat, error)
    except QuestionnaireError as error:
        messages.error(request, str(error))
        return redirect(_address(seat, place))
    queue_scan(evidence)
    messages.success(request, _("Attached: %s") % evidence.title)
    return redirect(_address(seat, place))


@respondent_page
@require_POST
def remove(request: HttpRequest, response_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Take evidence away, and come back to where the button was."""
    seat = seat_for(request, response_id)
    evidence = evidence_for(seat, evidence_id)
    place = place_for(seat, evidence.question, str(evidence.entry_id or ""))
    try:
        actions.remove_evidence(evidence, respondent=seat.respondent)
    except ResponseLocked as error:
        return _locked(request, seat, error)
    messages.success(request, _("Removed: %s") % evidence.title)
    if request.GET.get("back") == "evidence":
        return redirect(_address(seat, place))
    return redirect(_question_address(seat, place))


@respondent_page
@require_GET
def download(
    request: HttpRequest, response_id: UUID, evidence_id: UUID
) -> HttpResponseBase:
    """A file that was attached, back to those who answer."""
    return attachment(evidence_for(seat_for(request, response_id), evidence_id))


def _add(seat: Seat, place: AnswerPlace, kind: str, got: dict[str, Any]) -> Evidence:
    claim = actions.EvidenceClaim(
        title=got["title"],
        level=got["level"],
        effective_on=got["effective_on"],
        expires_on=got["expires_on"],
    )
    response, question = seat.response, place.question.id
    by: dict[str, Any] = {"entry": place.entry, "respondent": seat.respondent}
    if kind == EvidenceKind.FILE:
        return actions.add_file(response, question, got["file"], claim, **by)
    if kind == EvidenceKind.LINK:
        return actions.add_link(response, question, got["url"], claim, **by)
    return actions.add_note(response, question, got["text"], claim, **by)


def _page(
    request: HttpRequest,
    seat: Seat,
    place: AnswerPlace,
    *,
    refused: dict[str, EvidenceForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    entry_id = place.entry.pk if place.entry else None
    answer_set = answer_set_of(seat.response)
    value = answer_set.value(place.question.id, str(entry_id or ""))
    forms: dict[str, EvidenceForm] = {}
    if seat.response.is_open:
        forms = {kind: form(prefix=kind) for kind, form in FORMS.items()}
        forms |= refused or {}
    context = {
        "response": seat.response,
        "question": place.question,
        "display_text": display_text(answer_set.document, place.question, value),
        "evidence": evidence_of_page(seat.response.pk, entry_id).get(
            place.question.id, []
        ),
        "forms": forms,
        "again": _again(request, seat, place) if seat.response.is_open else [],
        "links": links_meanwhile(seat.response, place.entry, place.question.id)
        if seat.response.is_open
        else [],
        "shown_form": next(iter(refused), "") if refused else EvidenceKind.FILE,
        "back": _question_address(seat, place),
    }
    return render(
        request, "questionnaires/respond/evidence.html", context, status=status
    )


def _again(
    request: HttpRequest, seat: Seat, place: AnswerPlace
) -> list[AttachedBefore]:
    """What the person attached elsewhere, for the same question first."""
    found = attached_elsewhere(request, seat)
    return sorted(found, key=lambda one: one.question != place.question.id)


def _locked(request: HttpRequest, seat: Seat, error: ResponseLocked) -> HttpResponse:
    context = {"response": seat.response, "words": str(error)}
    return render(
        request, "questionnaires/respond/refused.html", context, status=HTTP_LOCKED
    )


def _address(seat: Seat, place: AnswerPlace) -> str:
    url = reverse("questionnaires:evidence", args=[seat.response.pk, place.question.id])
    return f"{url}?{urlencode({'entry': place.entry.pk})}" if place.entry else url


def _question_address(seat: Seat, place: AnswerPlace) -> str:
    own = place.entry.pk if place.entry else ""
    question = place.question
    return question_url(seat.response.pk, question.section, own, question.id)
