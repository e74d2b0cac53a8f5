"""Deciding on an assessment, and showing the decision to the vendor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments import queries
from riskapp.assessments.access import assessment_for
from riskapp.assessments.actions.decisions import Verdict, decide, release_decision
from riskapp.assessments.choices import AssessmentState, Outcome
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.forms import DecisionForm
from riskapp.assessments.views.heading import heading

HTTP_REFUSED = 422


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The decisions so far; an approver makes the next one."""
    user = signed_in(request)
    right = Capability.DECIDE if request.method == "POST" else Capability.VIEW
    assessment = assessment_for(user, assessment_id, right)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        initial={"score": assessment.score_id},
    )
    if request.method == "POST" and form.is_valid():
        try:
            decide(assessment, _verdict(form.cleaned_data), by=user)
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Decided. The vendor sees nothing of it before you show it.")
            )
            return redirect("assessments:decision", assessment_id)
    context = heading(user, assessment, "decision") | {
        "is_second_pair": not assessment.organisation.four_eyes
        or assessment.last_reviewer_id != user.pk,
        "is_judged": not assessment.score_again
        and assessment.state in (AssessmentState.SCORED, AssessmentState.DECIDED),
        "decisions": queries.decisions_of(assessment),
        "waivers": queries.waivers_of(assessment),
        "form": form,
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "assessments/decision.html", context, status=status)


@require_POST
def release(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Show the last decision to the vendor."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.DECIDE)
    if assessment.decision is None:
        raise Http404
    release_decision(assessment.decision, by=user)
    messages.success(
        request, _("The vendor can see the decision now; its leads get a mail.")
    )
    return redirect("assessments:decision", assessment_id)


def _verdict(got: dict[str, Any]) -> Verdict:
    return Verdict(
        score_id=got["score"],
        outcome=Outcome(got["outcome"]),
        reason=got["reason"],
        vendor_text=got["vendor_text"],
        valid_until=got["valid_until"],
        conditions=got["conditions"],
        conditions_due_on=got["conditions_due_on"],
    )
