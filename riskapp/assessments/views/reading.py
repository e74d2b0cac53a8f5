"""Lists and the pages of one assessment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from questionnaires.queries import link_path, token_of
from riskapp.accounts.access import may, signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments import queries
from riskapp.assessments.access import assessment_for
from riskapp.assessments.forms import AssessmentFilter
from riskapp.assessments.models import Assessment

PAGE_SIZE = 25


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All assessments a person may see, narrowed and sorted."""
    user = signed_in(request)
    narrowed = AssessmentFilter(request.GET, queryset=queries.listed(user))
    page = Paginator(narrowed.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filter": narrowed,
        "page": page,
        "query": query.urlencode(),
        "today": queries.today(),
        "is_filtered": any(request.GET.get(name) for name in narrowed.filters),
        "may_start": user.memberships.filter(roles__contains=["analyst"]).exists(),
    }
    return render(request, "assessments/list.html", context)


@require_GET
def detail(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The judgement on one page, or how far the vendor is."""
    assessment = assessment_for(signed_in(request), assessment_id)
    context = _context(request, assessment, "overview")
    if assessment.score is None:
        return render(
            request, "assessments/waiting.html", context | _way_in(request, assessment)
        )
    sheet = queries.sheet_for(assessment) if context["may_read"] else None
    context |= {
        "data": assessment.score.result,
        "verdict": queries.verdict(assessment),
        "rules": queries.fired_rules(assessment, sheet),
        "profile": queries.profile_in_words(
            queries.document_for(assessment), assessment.response.profile
        ),
        "findings": assessment.findings.all()[:5],
        "finding_count": assessment.findings.count(),
    }
    return render(request, "assessments/overview.html", context)


@require_GET
def criteria(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The status of every criterion, law by law."""
    assessment = assessment_for(signed_in(request), assessment_id)
    context = _context(request, assessment, "criteria")
    sheet = (
        queries.sheet_for(assessment)
        if context["may_read"] and assessment.score
        else None
    )
    context["laws"] = queries.laws(assessment, sheet)
    return render(request, "assessments/criteria.html", context)


@require_GET
def tools(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Each AI tool judged alone."""
    assessment = assessment_for(signed_in(request), assessment_id)
    context = _context(request, assessment, "tools")
    context["data"] = assessment.score.result if assessment.score else {}
    return render(request, "assessments/tools.html", context)


@require_GET
def findings(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Every weakness, by what mending it would gain."""
    assessment = assessment_for(signed_in(request), assessment_id)
    context = _context(request, assessment, "findings")
    context["findings"] = assessment.findings.all()
    context["data"] = assessment.score.result if assessment.score else {}
    return render(request, "assessments/findings.html", context)


@require_GET
def answers(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Everything the vendor said, once it has been submitted."""
    assessment = assessment_for(
        signed_in(request), assessment_id, Capability.VIEW_ANSWERS
    )
    context = _context(request, assessment, "answers")
    if assessment.score is not None:
        context["groups"] = queries.said_by_section(queries.sheet_for(assessment))
        context["left_out"] = assessment.score.result["left_out"]
    return render(request, "assessments/answers.html", context)


def _context(request: HttpRequest, assessment: Assessment, tab: str) -> dict[str, Any]:
    may_read = may(
        signed_in(request), assessment.organisation_id, Capability.VIEW_ANSWERS
    )
    return {
        "assessment": assessment,
        "score": assessment.score,
        "tab": tab,
        "may_read": may_read,
    }


def _way_in(request: HttpRequest, assessment: Assessment) -> dict[str, Any]:
    """The vendor's link, for those who may send it."""
    if not may(signed_in(request), assessment.organisation_id, Capability.ASSESS):
        return {}
    invitation = queries.newest_invitation(assessment)
    if invitation is None or not assessment.response.is_open:
        return {}
    return {
        "invitation": invitation,
        "link": request.build_absolute_uri(link_path(invitation)),
        "code": token_of(invitation),
    }
