"""The content security policy of every page, put together once."""

from __future__ import annotations

from functools import lru_cache

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# What a view says of its own page (decorators of django-csp).
OF_ITS_OWN = ("_csp_exempt", "_csp_config", "_csp_update", "_csp_replace")


class OnePolicy(CSPMiddleware):
    """django-csp's, which would build the same words anew for every response."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_own = any(hasattr(response, name) for name in OF_ITS_OWN)
        if settings.DEBUG or HEADER in response or is_own:
            return super().process_response(request, response)
        response[HEADER] = _policy()
        return response


@lru_cache(maxsize=1)
def _policy() -> str:
    return str(build_policy())
