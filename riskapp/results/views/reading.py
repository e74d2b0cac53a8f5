"""Lists and the pages of one assessment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from questionnaires.choices import EntryPolicy
from questionnaires.document.answer_set import AnswerSet
from questionnaires.queries import link_path, people_at, token_of
from riskapp.accounts.access import may, may_here, signed_in
from riskapp.accounts.choices import Capability
from riskapp.activity.queries.overview import alerts_by_entry
from riskapp.assessments.access import assessment_for
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.forms import WholeFormForm
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries import evaluation
from riskapp.assessments.queries.answers import (
    answer_set_for,
    answers_by_section,
    beside,
    profile_in_words,
)
from riskapp.assessments.queries.listing import listed, newest_invitation, today
from riskapp.assessments.queries.scope import form_of
from riskapp.assessments.views.heading import heading
from riskapp.audit.http import list_file
from riskapp.common.exports import Column
from riskapp.common.lists import list_page
from riskapp.facts.queries.claims import beside as beside_of
from riskapp.lists.choices import ListName
from riskapp.lists.queries import bulk_bar, saved_views
from riskapp.presentation.constants import CONSTANTS
from riskapp.presentation.parts import evidence_weights, inherent_parts
from riskapp.results.forms import AssessmentFilter
from riskapp.review.queries.overlay import dates_near, reviewed
from riskapp.scoring.five import five_answers
from riskapp.scoring.missing import claims_in_words
from riskapp.vendors.forms.listing import by_vendor

FIRST_FINDINGS = 5


def _of_score(heading: str, name: str) -> Column:
    return Column(heading, lambda row: getattr(row.score, name) if row.score else None)


COLUMNS = (
    Column("Vendor", lambda row: row.engagement.vendor.name),
    Column("Engagement", lambda row: row.engagement.name),
    Column("Tier", lambda row: row.engagement.tier),
    Column("State", lambda row: row.get_state_display()),
    Column("Started", lambda row: row.started_at),
    Column("Due", lambda row: row.answer_by),
    Column("Overdue", lambda row: row.is_overdue(today())),
    Column("Answered", lambda row: row.response.answered),
    Column("Questions", lambda row: row.response.applicable),
    Column("Rating", lambda row: row.score.rating if row.score else "not assessed"),
    _of_score("Provisional", "provisional"),
    _of_score("Residual", "residual"),
    _of_score("Evidence, %", "evidence"),
    _of_score("Rules triggered", "rules_fired"),
    Column(
        "Decision",
        lambda row: row.decision.get_outcome_display() if row.decision else None,
    ),
    Column(
        "Decision expires",
        lambda row: row.decision.valid_until if row.decision else None,
    ),
    Column(
        "Archived",
        lambda row: row.engagement.archived_at or row.engagement.vendor.archived_at,
    ),
)


@require_GET
def index(request: HttpRequest) -> HttpResponseBase:
    """All assessments a person may see, narrowed and sorted, on pages or as a file."""
    user = signed_in(request)
    narrowed = AssessmentFilter(request.GET, queryset=listed(user), user=user)
    if file := list_file(request, "assessments", COLUMNS, narrowed.qs):
        return file
    # Most assessments are the only ones of their work, so that these are soon found.
    rows = by_vendor(user, narrowed, narrowed.qs, cheap=("current",))
    context = list_page(request, narrowed, rows)
    context |= {
        "saved": saved_views(user, ListName.ASSESSMENTS, context["query"]),
        "today": today(),
        "may_start": may_here(user, Capability.ASSESS),
        "bar": bulk_bar(request),
    }
    return render(request, "results/list.html", context)


@require_GET
def detail(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The evaluation on one page, or how far the vendor is."""
    assessment = assessment_for(signed_in(request), assessment_id)
    context = heading(signed_in(request), assessment, "overview")
    context |= _asked_form(assessment)
    score = assessment.score
    if score is None:
        return render(
            request, "results/waiting.html", context | _way_in(request, assessment)
        )
    answer_set = answer_set_for(assessment)
    findings = list(assessment.findings.unsettled())
    data = evaluation.in_words(score)
    shown = evaluation.presented(data)
    context |= {
        "data": data,
        "shown": shown,
        "model": CONSTANTS,
        "five": five_answers(answer_set),
        "claims": claims_in_words(data),
        "inherent": inherent_parts(data, answer_set),
        "evidence": evidence_weights(data, answer_set),
        "rules": evaluation.with_answers(shown.rules, _readable(context, answer_set)),
        "laws": evaluation.laws(score, None),
        "dates": dates_near(assessment.response, answer_set, context["today"])
        if context["may_read"]
        else [],
        "profile": profile_in_words(answer_set.document, assessment.response.profile),
        "findings": findings[:FIRST_FINDINGS],
        "finding_count": len(findings),
    }
    return render(request, "results/overview.html", context)


@require_GET
def criteria(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The status of every criterion, law by law."""
    assessment = assessment_for(signed_in(request), assessment_id)
    context = heading(signed_in(request), assessment, "criteria")
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    answer_set = answer_set_for(assessment) if context["may_read"] else None
    context["laws"] = evaluation.laws(assessment.score, answer_set)
    return render(request, "results/criteria.html", context)


@require_GET
def tools(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Each AI tool evaluated alone."""
    assessment = assessment_for(signed_in(request), assessment_id)
    context = heading(signed_in(request), assessment, "tools")
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    answer_set = answer_set_for(assessment) if context["may_read"] else None
    found = beside_of(assessment.response, answer_set) if answer_set else None
    waits = getattr(assessment, "open_alerts", 0)  # counted as it was read
    unusual = alerts_by_entry(assessment, answer_set) if answer_set and waits else {}
    context["tools"] = [
        tool
        | {
            "shown": found.of_entry(tool["entry"]) if found else (),
            "unusual": unusual.get(tool["entry"], ()),
        }
        for tool in evaluation.tools(assessment.score, answer_set)
    ]
    return render(request, "results/tools.html", context)


@require_GET
def answers(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Everything the vendor said, once it has been submitted."""
    assessment = assessment_for(
        signed_in(request), assessment_id, Capability.VIEW_ANSWERS
    )
    context = heading(signed_in(request), assessment, "answers")
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    context["groups"] = answers_by_section(
        reviewed(assessment.response).counts, beside(assessment)
    )
    context["review"] = assessment.pk
    context["ask"] = assessment.pk if context["may_assess"] else None
    context["left_out"] = assessment.score.result["left_out"]
    return render(request, "results/answers.html", context)


def _readable(context: dict[str, Any], answer_set: AnswerSet) -> AnswerSet | None:
    """The answers, for those who may read them."""
    return answer_set if context["may_read"] else None


def _asked_form(assessment: Assessment) -> dict[str, Any]:
    """How much was asked, and a form to ask everything where that can be done now."""
    asked = form_of(assessment)
    can_ask = assessment.state in (
        AssessmentState.SENT,
        AssessmentState.SCORED,
        AssessmentState.DECIDED,
    )
    return {
        "asked_form": asked,
        "whole_form": WholeFormForm() if asked and asked.is_short and can_ask else None,
    }


def _way_in(request: HttpRequest, assessment: Assessment) -> dict[str, Any]:
    """The vendor's link, for those who may send it."""
    may_send = may(signed_in(request), assessment.organisation_id, Capability.ASSESS)
    if not may_send or not assessment.response.is_open:
        return {}
    invitation = newest_invitation(assessment)
    ways = {
        "may_send": True,
        "people": people_at(assessment.response, {}),
        "needs_proof": assessment.response.entry_policy != EntryPolicy.LINK,
    }
    if invitation is None:
        return ways
    return ways | {
        "invitation": invitation,
        "link": request.build_absolute_uri(link_path(invitation)),
        "code": token_of(invitation),
        "enter_url": request.build_absolute_uri(reverse("questionnaires:enter")),
    }
