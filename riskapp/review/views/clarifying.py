"""Questions to the vendor: written answer by answer, sent together."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from questionnaires.errors import QuestionnaireError
from questionnaires.models import Clarification
from questionnaires.queries import answer_set_of, draft_about, link_path
from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.answers import (
    answer_set_for,
    answers_behind,
    questions_in_words,
)
from riskapp.assessments.views.heading import heading
from riskapp.review.actions.clarifying import call_off, draft, send
from riskapp.review.forms import AskForm, SendForm
from riskapp.review.queries.contradictions import clashes_of

HTTP_REFUSED = 422
DAYS_TO_REPLY = 7


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Write the question about one answer; nobody but colleagues sees it before it is sent."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    question, entry = request.GET.get("question", ""), request.GET.get("entry", "")
    answer_set = answer_set_for(assessment)
    behind = answers_behind(answer_set, [question], entry)
    if len(behind) != 1:
        raise Http404
    waiting = draft_about(assessment.response, question, entry)
    form = AskForm(
        _beside(request.POST, waiting) if request.method == "POST" else None,
        initial={"text": waiting.text if waiting else _about(request, assessment)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            draft(assessment, question, entry, text=form.cleaned_data["text"], by=user)
        except (AssessmentError, QuestionnaireError) as error:
            form.add_error(None, str(error))
        else:
            return redirect("assessments:questions", assessment_id)
    context = {"assessment": assessment, "answer": behind[0], "form": form}
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "review/ask.html", context, status=status)


def _beside(given: QueryDict, waiting: Clarification | None) -> QueryDict:
    """What was sent; what is asked in one click comes ``beside`` what waits there already."""
    text = given.get("text", "")
    if waiting is None or "beside" not in given:
        return given
    data = given.copy()
    data["text"] = waiting.text if text in waiting.text else f"{waiting.text}\n\n{text}"
    return data


def _about(request: HttpRequest, assessment: Assessment) -> str:
    """The words to begin with, where the question is about a contradiction."""
    key, entry = request.GET.get("about", ""), request.GET.get("entry", "")
    if not key:
        return ""
    found = clashes_of(assessment.response, answer_set_of(assessment.response))
    return next((c.ask for c in found if c.key == key and c.entry in ("", entry)), "")


@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """What is written and not sent, what waits for replies, and sending it."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    form = SendForm(
        request.POST if request.method == "POST" else None,
        initial={
            "due_on": timezone.localdate() + datetime.timedelta(days=DAYS_TO_REPLY)
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            send(assessment, due_on=form.cleaned_data["due_on"], by=user)
        except (AssessmentError, QuestionnaireError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The questions are on their way."))
            return redirect("assessments:questions", assessment_id)
    waiting = assessment.follow_up
    invitation = waiting.invitations.usable().first() if waiting else None
    context = heading(user, assessment, "questions") | {
        "form": form,
        "rows": questions_in_words(assessment),
        "waiting": waiting,
        "link": request.build_absolute_uri(link_path(invitation)) if invitation else "",
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "review/questions.html", context, status=status)


@require_POST
def call(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Stop waiting for replies."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    try:
        call_off(assessment, by=user)
    except AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Cancelled. What was submitted holds."))
    return redirect("assessments:questions", assessment_id)
