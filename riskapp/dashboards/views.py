"""The portfolio on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from riskapp.accounts.access import may_here, organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.dashboards.queries import portfolio
from riskapp.setup.queries import FirstStep, first_steps, left_to_do


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Where the portfolio stands today."""
    user = signed_in(request)
    today = timezone.localdate()
    left = []
    if user.may_manage:
        left = left_to_do(organisation_for(user, Capability.MANAGE_MEMBERS), user)
    found = portfolio(user, today)
    is_empty = user.works_in is not None and not (found["total"] or found["unsent"])
    context = {
        "left_to_do": left,
        "steps": _steps(user) if is_empty else [],
        "portfolio": found,
        "today": today,
        "may_start": may_here(user, Capability.ASSESS),
    }
    return render(request, "dashboards/overview.html", context)


def _steps(user: User) -> list[FirstStep]:
    return first_steps(organisation_for(user, Capability.VIEW), user)
