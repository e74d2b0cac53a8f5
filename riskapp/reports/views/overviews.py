"""The portfolio for the board, and up to four vendors beside each other."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from riskapp.accounts.access import may, organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.common.lists import words_of
from riskapp.reports.actions import request_overview
from riskapp.reports.choices import Language, ReportState
from riskapp.reports.context import build_overview
from riskapp.reports.errors import ReportError
from riskapp.reports.queries.inputs import language_of
from riskapp.reports.queries.overviews import (
    comparable,
    not_assessed,
    outcomes,
    unassessed,
    with_answers,
)
from riskapp.reports.views.making import queue

MOST = 4


@require_http_methods(["GET", "POST"])
def portfolio(request: HttpRequest) -> HttpResponse:
    """Every engagement, worst first, and those never assessed; as PDF on request."""
    if request.method == "POST":
        return _asked(request, None)
    user = signed_in(request)
    organisation = organisation_for(user, Capability.VIEW)
    rows = outcomes(organisation)
    context = build_overview(
        rows, unassessed(organisation, rows), named=not_assessed(organisation)
    )
    context |= {
        "organisation": organisation,
        "languages": Language.choices,
        "may_request": may(user, organisation.pk, Capability.REQUEST_REPORT),
    }
    return render(request, "reports/portfolio.html", context)


@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest) -> HttpResponse:
    """Choose two to four assessments and see their outcomes beside each other."""
    chosen = _chosen(request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        return _asked(request, chosen)
    user = signed_in(request)
    organisation = organisation_for(user, Capability.VIEW)
    words = request.GET.get("q", "")[:200]
    offered, is_more = comparable(organisation, words_of(words), chosen)
    rows = outcomes(organisation, chosen) if chosen else []
    context = build_overview(with_answers(organisation, rows))
    context |= {
        "offered": offered,
        "is_more": is_more,
        "words": words,
        "chosen": {str(pk) for pk in chosen},
        "too_few": len(context["rows"]) == 1,
        "languages": Language.choices,
        "may_request": may(user, organisation.pk, Capability.REQUEST_REPORT),
    }
    return render(request, "reports/compare.html", context)


def _asked(request: HttpRequest, only: list[UUID] | None) -> HttpResponse:
    user = signed_in(request)
    organisation = organisation_for(user, Capability.REQUEST_REPORT)
    try:
        report = request_overview(
            organisation,
            by=user,
            language=language_of(request.POST.get("language", "")),
            only=only,
        )
    except ReportError as error:
        messages.error(request, str(error))
        return redirect("reports:list")
    if report.state == ReportState.QUEUED:
        queue(report)
    return redirect("reports:detail", report.pk)


def _chosen(data: QueryDict) -> list[UUID]:
    """The first four identifiers named; what is none is passed over."""
    found = []
    for text in data.getlist("of")[:MOST]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
