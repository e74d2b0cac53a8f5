"""From a request to its answer: who asks, how often, what of it was asked before.

Whatever goes wrong is told as problem details; a key makes a request that comes twice happen
once.
"""

from __future__ import annotations

import hashlib
import logging
import re

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from riskapp.machines.adapter.door import schema_text
from riskapp.machines.http import (
    PROBLEM_TYPE,
    RETRY_SECONDS,
    asks_too_often,
    caller_of,
    problem,
)
from riskapp.machines.models import KeptReply
from riskapp.machines.queries import Caller

logger = logging.getLogger(__name__)

ADDRESSES = "riskapp.machines.adapter.addresses"
LARGEST_BODY = 64 * 1024
FAILED = 400
KEY = re.compile(r"[\x21-\x7e]{1,128}")
KEPT_HEADERS = ("ETag", "Location")
WITH_BODY = ("POST", "PUT", "PATCH")


def answer(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Whatever is asked below ``/api/v1/``."""
    if rest == "openapi.json":
        if request.method != "GET":
            return problem(405, headers={"Allow": "GET"})
        return HttpResponse(schema_text(), content_type="application/json")
    caller = caller_of(request)
    if caller is None:
        return problem(401, headers={"WWW-Authenticate": 'Bearer realm="riskapp"'})
    if asks_too_often(request, "api", str(caller.client.pk)):
        return problem(429, headers={"Retry-After": str(RETRY_SECONDS)})
    request.caller = caller  # type: ignore[attr-defined]  # read by door.caller_in
    reply = _refusal_of_body(request) or _answered(request, rest, caller)
    if not reply.has_header("Cache-Control"):
        reply["Cache-Control"] = "no-store"
    return reply


def _answered(request: HttpRequest, rest: str, caller: Caller) -> HttpResponseBase:
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method != "POST":
        return _dispatched(request, rest)
    if not KEY.fullmatch(key):
        return problem(
            400, "Idempotency-Key takes 1 to 128 letters, digits and signs of ASCII."
        )
    with transaction.atomic():
        reply = _once(request, rest, caller, key)
        if reply.status_code >= FAILED:
            transaction.set_rollback(True)
    return reply


def _once(
    request: HttpRequest, rest: str, caller: Caller, key: str
) -> HttpResponseBase:
    """The answer there was to this key, else the one there is now, which is kept; a token of
    other scopes is not shown it. Whoever comes with the same key meanwhile waits until this
    transaction has ended."""
    scopes = " ".join(sorted(caller.scopes)).encode()
    digest = hashlib.sha256(
        b"\n".join((b"POST", rest.encode(), scopes, request.body))
    ).hexdigest()
    try:
        with transaction.atomic():
            kept = KeptReply.objects.create(
                organisation=caller.client.organisation,
                client=caller.client,
                key=key,
                request_digest=digest,
            )
    except IntegrityError:
        found = KeptReply.objects.filter(client=caller.client, key=key).first()
        if found is None:
            return problem(409, "The same request is being answered. Ask again.")
        if found.request_digest != digest:
            return problem(
                422,
                "This Idempotency-Key came with another request, or with other scopes.",
            )
        return HttpResponse(
            found.body,
            status=found.status,
            content_type="application/json",
            headers=found.headers | {"Idempotency-Replayed": "true"},
        )
    reply = _dispatched(request, rest)
    if reply.status_code < FAILED and isinstance(reply, HttpResponse):
        kept.status, kept.body = reply.status_code, reply.content.decode()
        kept.headers = {
            name: reply[name] for name in KEPT_HEADERS if reply.has_header(name)
        }
        kept.save(update_fields=["status", "body", "headers"])
    return reply


def _dispatched(request: HttpRequest, rest: str) -> HttpResponseBase:
    try:
        found = resolve(f"/{rest}", ADDRESSES)
    except Resolver404:
        return problem(404)
    try:
        reply: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    except Exception:
        logger.exception("A request of a program failed.")
        return problem(500)
    if reply.status_code >= FAILED and reply["Content-Type"] != PROBLEM_TYPE:
        allow = {"Allow": reply["Allow"]} if reply.has_header("Allow") else None
        return problem(reply.status_code, headers=allow)
    return reply


def _refusal_of_body(request: HttpRequest) -> HttpResponse | None:
    """Bodies are JSON of a size and a depth; nothing else is read."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isdigit():
        return problem(400, "Content-Length is no number.")
    if int(length) > LARGEST_BODY:
        return problem(413, f"A body has at most {LARGEST_BODY} bytes.")
    if request.method not in WITH_BODY:
        return None
    if int(length) and request.content_type != "application/json":
        return problem(415)
    return None
