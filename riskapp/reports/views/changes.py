"""What changed since the last report of the same work."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from riskapp.accounts.access import signed_in
from riskapp.assessments.access import assessment_for
from riskapp.assessments.views.heading import heading
from riskapp.reports.context.changes import ComparedScore, changed
from riskapp.reports.queries.since import earlier_score, findings_by_state, since_of
from riskapp.results.queries import compared


@require_GET
def changes(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The movement of every number since the last report, and what moved it."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    context = heading(user, assessment, "since")
    since = since_of(assessment)
    before = earlier_score(since) if since else None
    if before is not None:
        context["changes"] = changed(
            compared(before, assessment.score),
            ComparedScore.of(since),
            findings_by_state(assessment),
            may_read=context["may_read"],
        )
    return render(request, "reports/changes.html", context)
