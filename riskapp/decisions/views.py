"""Deciding on an assessment, recommending a decision, and showing it to the vendor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from riskapp.accounts.access import asks_again, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments.access import assessment_for
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.models import Assessment
from riskapp.assessments.views.heading import heading
from riskapp.decisions.actions import decide, follow_rule, recommend, release_decision
from riskapp.decisions.choices import Outcome
from riskapp.decisions.errors import EndTooLate, ExceptionReasonMissing
from riskapp.decisions.forms import DecisionForm, RecommendForm
from riskapp.decisions.queries import (
    Memo,
    decisions_of,
    members_of,
    memo_of,
    recommendations_of,
    who_decides,
)
from riskapp.findings.errors import EndMissing
from riskapp.findings.queries.listing import waivers_of

HTTP_REFUSED = 422
# The field beside which a refusal is shown; any other stands above the form.
AT_FIELD: dict[type[AssessmentError], str] = {
    EndMissing: "valid_until",
    EndTooLate: "valid_until",
    ExceptionReasonMissing: "exception_reason",
}


@asks_again
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The memo and the decisions so far; an approver makes the next one, and an analyst
    recommends it."""
    user = signed_in(request)
    is_post = request.method == "POST"
    right = Capability.DECIDE if is_post else Capability.VIEW
    assessment = assessment_for(user, assessment_id, right)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    head = heading(user, assessment, "decision")
    memo = memo_of(assessment, assessment.score) if head["may_read"] else None
    form = None
    if memo is not None and head["may_decide"]:
        form = _decision_form(assessment, memo, request.POST if is_post else None)
    if is_post and form is not None and form.is_valid():
        try:
            decide(assessment, form.verdict, by=user)
        except AssessmentError as error:
            form.add_error(AT_FIELD.get(type(error)), str(error))
        else:
            messages.success(
                request, _("Decided. The vendor sees nothing of it before you show it.")
            )
            return redirect("assessments:decision", assessment_id)
    context = _context(user, assessment, head) | {"memo": memo, "form": form}
    status = HTTP_REFUSED if form is not None and form.errors else 200
    return render(request, "decisions/decision.html", context, status=status)


@require_POST
def recommendation(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Recommend a decision and hand over to whoever decides."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    form = RecommendForm(request.POST)
    if form.is_valid():
        got = form.cleaned_data
        try:
            recommend(
                assessment,
                score_id=got["score"],
                outcome=Outcome(got["outcome"]),
                reason=got["reason"],
                by=user,
            )
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Handed over. Whoever decides is told that it waits.")
            )
            return redirect("assessments:decision", assessment_id)
    head = heading(user, assessment, "decision")
    memo = memo_of(assessment, assessment.score) if head["may_read"] else None
    context = _context(user, assessment, head) | {
        "memo": memo,
        "form": _decision_form(assessment, memo, None)
        if memo is not None and head["may_decide"]
        else None,
        "recommend_form": form,
    }
    return render(request, "decisions/decision.html", context, status=HTTP_REFUSED)


@require_POST
def follow(request: HttpRequest, assessment_id: UUID, rule: str) -> HttpResponse:
    """Make a critical rule a finding, so that its risk can be accepted."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.DECIDE)
    try:
        finding = follow_rule(assessment, rule, by=user)
    except AssessmentError as error:
        messages.error(request, str(error))
        return redirect("assessments:decision", assessment_id)
    return redirect("assessments:settle_finding", assessment_id, finding.pk, "accept")


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


def _context(
    user: User, assessment: Assessment, head: dict[str, Any]
) -> dict[str, Any]:
    """What stands around the forms."""
    context = head | {
        "is_evaluated": not assessment.score_again
        and assessment.state in (AssessmentState.SCORED, AssessmentState.DECIDED),
        "decisions": decisions_of(assessment),
        "waivers": waivers_of(assessment),
    }
    if not head["may_read"]:
        return context
    score_id = assessment.score_id
    who = who_decides(assessment)
    recommended = recommendations_of(assessment)
    return context | {
        "who_decides": who,
        "somebody_may": any(row["may"] for row in who),
        "is_second_pair": any(row["may"] and row["user"] == user for row in who),
        "recommendations": [r for r in recommended if r.score_id == score_id],
        "earlier_recommendations": [r for r in recommended if r.score_id != score_id],
        "recommend_form": RecommendForm(initial={"score": assessment.score_id})
        if head["may_assess"]
        else None,
    }


def _decision_form(assessment: Assessment, memo: Memo, data: Any) -> DecisionForm:
    return DecisionForm(
        data,
        memo=memo,
        members=members_of(assessment),
        findings=memo.unsettled,
        initial={"score": assessment.score_id, "on_top_of": assessment.decision_id},
    )
