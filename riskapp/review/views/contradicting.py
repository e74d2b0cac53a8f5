"""Statements that do not go together, on one page of an assessment."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from questionnaires.queries import answer_set_of
from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.views.heading import heading
from riskapp.review.actions.reviewing import dismiss
from riskapp.review.queries.clashes import KINDS, told_once
from riskapp.review.queries.contradictions import clashes_of


@require_GET
def contradictions(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Every contradiction with both statements, the open ones first."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.VIEW_ANSWERS)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    found = clashes_of(assessment.response, answer_set_of(assessment.response))
    rows = [clash for clash in found if clash.is_open]
    context = heading(user, assessment, "contradictions") | {
        "groups": [
            (label, told_once(of_kind), len(of_kind))
            for kind, label in KINDS.items()
            if (of_kind := [clash for clash in rows if clash.kind == kind])
        ],
        "open": len(rows),
        "dismissed": [clash for clash in found if not clash.is_open],
    }
    return render(request, "review/contradictions.html", context)


@require_POST
def decide(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Let a contradiction stand with a reason, or bring it back."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    try:
        dismiss(
            assessment,
            request.POST.get("key", ""),
            request.POST.getlist("entry"),
            reason=request.POST.get("reason", "")[:2000],
            by=user,
        )
    except AssessmentError as error:
        messages.error(request, str(error))
    return redirect("assessments:contradictions", assessment_id)
