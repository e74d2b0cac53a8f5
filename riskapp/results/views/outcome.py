"""What a vendor sees of the outcome: its findings, and the decision once it is released."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from questionnaires.access import seat_for
from questionnaires.http import respondent_page
from questionnaires.queries import document_of
from riskapp.assessments.access import assessment_of_seat
from riskapp.assessments.queries.listing import today
from riskapp.decisions.queries import outcome_for_vendor
from riskapp.findings.queries.listing import shown_findings
from riskapp.findings.queries.points import point_in_words


@respondent_page
@require_GET
def outcome(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """The points to act on, and what was decided."""
    seat = seat_for(request, response_id)
    assessment = assessment_of_seat(seat)
    rows = shown_findings(assessment)
    questions = document_of(seat.response.version).questions
    context = {
        "response": seat.response,
        "seat": seat,
        "today": today(),
        "decision": outcome_for_vendor(assessment),
        "open": [point_in_words(row, questions) for row in rows if row.is_unsettled],
        "closed": [
            point_in_words(row, questions) for row in rows if not row.is_unsettled
        ],
    }
    return render(request, "results/outcome.html", context)
