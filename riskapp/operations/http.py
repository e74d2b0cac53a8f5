"""Health and numbers, answered before anything else looks at a request.

Whoever asks is a load balancer or a monitor: it comes by the address of the machine, over
plain HTTP, without a session.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from riskapp.operations.queries import numbers, readiness

REQUESTS = Counter(
    "riskapp_requests_total", "Answered requests", ["method", "view", "status"]
)
SECONDS = Histogram("riskapp_request_seconds", "Seconds for a request", ["view"])
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class AnswerOperators:
    """Middleware, the first of all: exempt from the redirect to HTTPS and from the check of
    host names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.pages = {
            "/health/live": live,
            "/health/ready": ready,
            "/metrics": metrics,
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        page = self.pages.get(request.path_info)
        if page is not None and request.method in {"GET", "HEAD"}:
            try:
                return page(request)
            except Http404:
                pass  # as if there were nothing: the usual page says so
        return self.get_response(request)


class CountRequests:
    """Middleware: counts requests by view, never by address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        start = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        view = match.view_name if match else "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, view, str(response.status_code)).inc()
        SECONDS.labels(view).observe(time.perf_counter() - start)
        return response


def live(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nothing else."""
    return JsonResponse({"status": "live"})


def ready(_request: HttpRequest) -> HttpResponse:
    """200 when pages can be answered, 503 when not; each part in a word."""
    is_ready, parts = readiness()
    whole = set(parts.values()) == {"ok"}
    status = "ready" if whole else "degraded" if is_ready else "not ready"
    return JsonResponse({"status": status, **parts}, status=200 if is_ready else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers for Prometheus, for who knows ``METRICS_TOKEN``; otherwise as if not there."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        raise Http404
    return HttpResponse(_own() + _counted(), content_type=CONTENT_TYPE_LATEST)


def _own() -> bytes:
    """What the database and the broker know, as it is now."""
    registry = CollectorRegistry()
    registry.register(_Now())
    return bytes(generate_latest(registry))


class _Now(Collector):
    """The numbers of this moment, which no process counts up."""

    def collect(self) -> Iterator[Metric]:
        for name, value in numbers().items():
            words = name.replace("_", " ")
            yield GaugeMetricFamily(f"riskapp_{name}", words, value=value)


def _counted() -> bytes:
    """What every process of this web server counted."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return bytes(generate_latest())
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    with suppress(FileNotFoundError):  # of a worker that ended at this moment
        return bytes(generate_latest(registry))
    return bytes(generate_latest(registry))
