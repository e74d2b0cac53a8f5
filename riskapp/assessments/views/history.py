"""Who said what when: the vendor's history of an assessment, for those who audit."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for
from riskapp.assessments.queries.history import events_in_words, events_of
from riskapp.assessments.views.heading import heading
from riskapp.common.pages import page_of


@never_cache
@require_GET
def history(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Every answer as it was given and changed, newest first."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.VIEW_AUDIT)
    events = events_of(assessment)
    page = page_of(request, events)
    context = heading(user, assessment, "history") | {
        "page": page,
        "rows": events_in_words(assessment, page.object_list),
    }
    return render(request, "assessments/history.html", context)
