"""Lists and the pages of one assessment."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from questionnaires.choices import EntryPolicy
from questionnaires.document.sheet import Sheet
from questionnaires.queries import link_path, people_at, token_of
from riskapp.accounts.access import may, may_anywhere, rights_in, signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments import queries
from riskapp.assessments.access import assessment_for
from riskapp.assessments.forms import AssessmentFilter
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.review import dates_near, reviewed

PAGE_SIZE = 25
FIRST_FINDINGS = 5


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
        "may_start": may_anywhere(user, Capability.ASSESS),
    }
    return render(request, "assessments/list.html", context)


@require_GET
def detail(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The judgement on one page, or how far the vendor is."""
    assessment = assessment_for(signed_in(request), assessment_id)
    context = _context(request, assessment, "overview")
    score = assessment.score
    if score is None:
        return render(
            request, "assessments/waiting.html", context | _way_in(request, assessment)
        )
    sheet = queries.sheet_for(assessment)
    findings = list(assessment.findings.unsettled())
    context |= {
        "data": score.result,
        "verdict": queries.verdict(score),
        "inherent": queries.inherent_parts(score, sheet),
        "evidence": queries.evidence_parts(sheet),
        "rules": queries.fired_rules(score, _readable(context, sheet)),
        "laws": queries.laws(score, None),
        "dates": dates_near(assessment.response, sheet, context["today"])
        if context["may_read"]
        else [],
        "profile": queries.profile_in_words(
            sheet.document, assessment.response.profile
        ),
        "findings": findings[:FIRST_FINDINGS],
        "finding_count": len(findings),
    }
    return render(request, "assessments/overview.html", context)


@require_GET
def criteria(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The status of every criterion, law by law."""
    assessment = assessment_for(signed_in(request), assessment_id)
    context = _context(request, assessment, "criteria")
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    sheet = queries.sheet_for(assessment) if context["may_read"] else None
    context["laws"] = queries.laws(assessment.score, sheet)
    return render(request, "assessments/criteria.html", context)


@require_GET
def tools(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Each AI tool judged alone."""
    assessment = assessment_for(signed_in(request), assessment_id)
    context = _context(request, assessment, "tools")
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    sheet = queries.sheet_for(assessment) if context["may_read"] else None
    context["tools"] = queries.tools(assessment.score, sheet)
    return render(request, "assessments/tools.html", context)


@require_GET
def answers(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Everything the vendor said, once it has been submitted."""
    assessment = assessment_for(
        signed_in(request), assessment_id, Capability.VIEW_ANSWERS
    )
    context = _context(request, assessment, "answers")
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    context["groups"] = queries.said_by_section(
        reviewed(assessment.response).counts, queries.beside(assessment)
    )
    context["review"] = assessment.pk
    context["ask"] = assessment.pk if context["may_assess"] else None
    context["left_out"] = assessment.score.result["left_out"]
    return render(request, "assessments/answers.html", context)


def _context(request: HttpRequest, assessment: Assessment, tab: str) -> dict[str, Any]:
    rights = rights_in(signed_in(request), assessment.organisation_id)
    return {
        "assessment": assessment,
        "score": assessment.score,
        "tab": tab,
        "may_read": Capability.VIEW_ANSWERS in rights,
        "may_assess": Capability.ASSESS in rights,
        "may_decide": Capability.DECIDE in rights,
        "may_audit": Capability.VIEW_AUDIT in rights,
        "today": queries.today(),
    }


def _readable(context: dict[str, Any], sheet: Sheet) -> Sheet | None:
    """The answers, for those who may read them."""
    return sheet if context["may_read"] else None


def _way_in(request: HttpRequest, assessment: Assessment) -> dict[str, Any]:
    """The vendor's link, for those who may send it."""
    may_send = may(signed_in(request), assessment.organisation_id, Capability.ASSESS)
    if not may_send or not assessment.response.is_open:
        return {}
    invitation = queries.newest_invitation(assessment)
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
