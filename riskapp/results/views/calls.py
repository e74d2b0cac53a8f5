"""Who calls whom at a vendor, as a picture and as a table."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for
from riskapp.assessments.queries.answers import answer_set_for
from riskapp.assessments.views.heading import heading
from riskapp.inventory.queries import Trust, corrections_at, graph_of, picture_of


@require_GET
def calls(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The calls between orchestrators, agents, tool servers and systems, and how each is proven."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.VIEW_ANSWERS)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    answer_set = answer_set_for(assessment)
    lines = assessment.score.result.get("overlay", [])
    graph = graph_of(answer_set, corrections_at(answer_set, lines))
    context = heading(user, assessment, "tools") | {
        "graph": graph,
        "picture": picture_of(graph),
        "trusts": list(Trust),
    }
    return render(request, "results/calls.html", context)
