"""The portfolio on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from riskapp.accounts.access import may_here, organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.dashboards.queries import portfolio
from riskapp.setup.queries import left_to_do


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Where the portfolio stands today."""
    user = signed_in(request)
    today = timezone.localdate()
    left = []
    if user.may_manage:
        left = left_to_do(organisation_for(user, Capability.MANAGE_MEMBERS), user)
    context = {
        "left_to_do": left,
        "portfolio": portfolio(user, today),
        "today": today,
        "may_start": may_here(user, Capability.ASSESS),
    }
    return render(request, "dashboards/overview.html", context)
