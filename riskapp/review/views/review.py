"""The review workspace: a queue of answers, and one answer with all that speaks for or
against it."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from questionnaires.document.errors import AnswerError
from questionnaires.document.overlay import Place
from questionnaires.errors import QuestionnaireError
from questionnaires.queries import guide_for
from questionnaires.views.notes import Notes, notes_of
from questionnaires.views.question_views import form_for
from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments.access import assessment_for
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.models import Assessment, Score
from riskapp.assessments.signals import score_due
from riskapp.assessments.views.heading import heading
from riskapp.common.exports import Column, export, wanted_format
from riskapp.review.actions import reviewing
from riskapp.review.choices import VerdictKind
from riskapp.review.forms import NoteForm, VerdictForm
from riskapp.review.queries.queue import GROUPS, REST, QueueRow, review_progress
from riskapp.review.queries.workspace import (
    Workspace,
    answer_in_full,
    change_rows,
    entry_of,
    preview,
    workspace,
)

HTTP_REFUSED = 422
PAGE_SIZE = 50
LEFT, ALL = "left", "all"
STAY = "stay"
COLUMNS = (
    Column("Question", lambda row: row.question.id),
    Column("Tool", lambda row: row.tool),
    Column("Text", lambda row: row.question.text),
    Column("The vendor said", lambda row: row.display_text),
    Column(
        "Counts",
        lambda row: row.counts if row.is_changed_by_review else row.display_text,
    ),
    Column("Risk", lambda row: row.risk),
    Column("Gain", lambda row: row.gain),
    Column("Why it comes early", lambda row: "; ".join(row.reasons)),
    Column(
        "Verdict", lambda row: row.verdict.get_kind_display() if row.verdict else None
    ),
    Column("Verified", lambda row: bool(row.verdict and row.verdict.is_verified)),
    Column("Reason", lambda row: row.verdict.reason if row.verdict else None),
    Column("By", lambda row: row.verdict.by.email if row.verdict else None),
    Column("On", lambda row: row.verdict.made_at if row.verdict else None),
)


@require_GET
def queue(request: HttpRequest, assessment_id: UUID) -> HttpResponseBase:
    """Every answer, the ones to look at first first, and how far the review is."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.VIEW_ANSWERS)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    desk = workspace(assessment)
    if wanted := wanted_format(request.GET):
        reviewing.note_export(assessment, wanted=wanted, by=user)
        return export(wanted, "review", COLUMNS, desk.rows)
    show = request.GET.get("show", LEFT)
    why = request.GET.get("why", "")
    rows = desk.rows if show == ALL else [row for row in desk.rows if not row.verdict]
    counts = Counter(row.rank for row in rows)
    groups = [(str(r), words, counts[r]) for r, words in GROUPS.items() if counts[r]]
    if why in {rank for rank, _words, _count in groups}:
        rows = [row for row in rows if row.rank == int(why)]
    context = _context(user, assessment, desk) | {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "query": urlencode({"show": show, "why": why}),
        "show": show,
        "why": why,
        "groups": groups,
        "preview": preview(
            assessment.score, desk.review, assessment.organisation.country
        ),
        "first": next((row for row in desk.rows if not row.verdict), None),
    }
    return render(request, "review/queue.html", context)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, assessment_id: UUID, question_id: str) -> HttpResponse:
    """One answer beside everything known about it, and the verdict on it."""
    user = signed_in(request)
    is_post = request.method == "POST"
    can = Capability.ASSESS if is_post else Capability.VIEW_ANSWERS
    assessment = assessment_for(user, assessment_id, can)
    if assessment.score is None:
        raise Http404
    desk = workspace(assessment)
    entry = request.GET.get("entry", "")
    row = desk.row((question_id, entry))
    if row is None:
        raise Http404
    errors: list[str] = []
    if is_post:
        errors = _give(request.POST, assessment, desk, row, user)
        if not errors:
            if request.POST.get("then") == STAY:
                messages.success(request, _("Saved."))
            return redirect(_after(request, assessment, desk, row))
    context = _context(user, assessment, desk) | {
        "row": row,
        "full": answer_in_full(assessment, desk, row),
        "notes": _published(assessment, desk, row),
        "view": _question_view(desk, row, request.POST if is_post else None),
        "errors": errors,
        "given": request.POST if is_post else _given(row),
        "position": desk.rows.index(row) + 1,
        "previous": desk.neighbour(row, -1),
        "next": desk.neighbour(row, 1),
    }
    status = HTTP_REFUSED if errors else 200
    return render(request, "review/answer.html", context, status=status)


@require_POST
def note(request: HttpRequest, assessment_id: UUID, question_id: str) -> HttpResponse:
    """Write an internal note about an answer."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    place = question_id, request.GET.get("entry", "")
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write something first; at most 4000 characters."))
    else:
        try:
            reviewing.write_note(
                assessment, place, text=form.cleaned_data["text"], by=user
            )
        except (AssessmentError, QuestionnaireError) as error:
            messages.error(request, str(error))
            return redirect("assessments:review", assessment_id)
    return redirect(f"{_url(assessment, place)}#notes")


@require_POST
def accept_rest(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Accept every answer that nothing speaks against and nobody has looked at."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    rows = workspace(assessment).rows
    places = [row.place for row in rows if row.rank == REST and not row.verdict]
    made = reviewing.accept_all(assessment, places, by=user)
    message = ngettext("%(n)s answer accepted.", "%(n)s answers accepted.", len(made))
    messages.success(request, message % {"n": len(made)})
    return redirect("assessments:review", assessment_id)


@require_POST
def complete(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Say that the review is complete; a new score follows."""
    return _then_score(
        request, assessment_id, reviewing.complete_review, _("The review is complete.")
    )


@require_POST
def rescore(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Have the verdicts so far counted in a new score."""
    return _then_score(request, assessment_id, reviewing.ask_for_score, "")


@require_GET
def changes(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """How the score moved, and because of what."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    rows = (
        assessment.score_changes.select_related("before", "after")
        .defer(*Score.result_of("before"), *Score.result_of("after"))
        .order_by("-id")
    )
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    context = heading(user, assessment, "changes") | {
        "page": page,
        "changes": [change_rows(change) for change in page.object_list],
    }
    return render(request, "review/changes.html", context)


def _then_score(
    request: HttpRequest, assessment_id: UUID, action: Any, words: str
) -> HttpResponse:
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    try:
        action(assessment, by=user)
    except AssessmentError as error:
        messages.error(request, str(error))
        return redirect("assessments:review", assessment_id)
    score_due.send(Assessment, assessment=assessment)
    messages.success(request, f"{words} {_('The score is computed again.')}".strip())
    return redirect("assessments:changes", assessment_id)


def _context(user: User, assessment: Assessment, desk: Workspace) -> dict[str, Any]:
    return heading(user, assessment, "review") | {
        "progress": review_progress(desk.rows)
    }


def _published(assessment: Assessment, desk: Workspace, row: QueueRow) -> Notes | None:
    """What is published about the tool beside the answer; None for nothing."""
    entry = entry_of(row)
    guide = guide_for(assessment.response)
    return notes_of(desk.review.plain, guide, entry).get(row.question.id)


def _question_view(
    desk: Workspace, row: QueueRow, data: QueryDict | None
) -> dict[str, Any]:
    """The form to correct an answer with, as the vendor would have given it."""
    is_correction = data is not None and data.get("kind") == VerdictKind.CORRECTED
    form = form_for(
        desk.review.counts,
        row.question,
        row.entry,
        data=data if is_correction else None,
    )
    return {"form": form, "question": row.question}


def _give(
    data: QueryDict, assessment: Assessment, desk: Workspace, row: QueueRow, user: User
) -> list[str]:
    """Give the verdict that was entered; what is wrong with it, in words."""
    form = VerdictForm(data)
    if not form.is_valid():
        return [_("Choose one of the verdicts; a reason has at most 2000 characters.")]
    raw: object = None
    kind = VerdictKind(form.cleaned_data["kind"])
    if kind == VerdictKind.CORRECTED:
        entered = _question_view(desk, row, data)["form"]
        if not entered.is_valid():
            return [str(text) for texts in entered.errors.values() for text in texts]
        raw = entered.raw()
        if raw is None:
            return [_("Enter the answer that counts.")]
    try:
        reviewing.give_verdict(
            assessment,
            row.place,
            kind=kind,
            raw=raw,
            reason=form.cleaned_data["reason"],
            is_verified=form.cleaned_data["is_verified"],
            by=user,
        )
    except AnswerError as error:
        return [error.text]
    except (AssessmentError, QuestionnaireError) as error:
        return [str(error)]
    return []


def _given(row: QueueRow) -> dict[str, Any]:
    """The verdict there is, as the form shows it."""
    if row.verdict is None:
        return {"kind": VerdictKind.ACCEPTED}
    return {
        "kind": row.verdict.kind,
        "reason": row.verdict.reason,
        "is_verified": "on" if row.verdict.is_verified else "",
    }


def _after(
    request: HttpRequest, assessment: Assessment, desk: Workspace, row: QueueRow
) -> str:
    """The next answer that nobody has looked at, or this one again."""
    if request.POST.get("then") == STAY:
        return _url(assessment, row.place)
    following = desk.next_left(row)
    if following is None:
        return reverse("assessments:review", args=[assessment.pk])
    return _url(assessment, following.place)


def _url(assessment: Assessment, place: Place) -> str:
    url = reverse("assessments:review_answer", args=[assessment.pk, place[0]])
    return f"{url}?entry={place[1]}" if place[1] else url
