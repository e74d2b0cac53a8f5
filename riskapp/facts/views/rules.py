"""What a browser needs to take secrets out of a file before it is sent."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from riskapp.evidence.browsers import browser_rules
from riskapp.evidence.loading import core_rules, rules_data


@login_not_required
@require_GET
@cache_control(public=True, max_age=3600)
def secrets(_request: HttpRequest) -> JsonResponse:
    """What a secret looks like: the rules of the server, as data."""
    return JsonResponse(_rules())


@cache
def _rules() -> dict[str, Any]:
    return browser_rules(rules_data()["secrets"], core_rules().secrets)
