"""From where a request comes, for whoever writes down what it did.

A worker or a command has no origin: what is noted there was done by the product itself.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

MAX_USER_AGENT = 300


@dataclass(frozen=True, slots=True)
class Origin:
    """The address and the browser of a request; an address nobody can read is None."""

    ip: str | None = None
    user_agent: str = ""


NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def current_origin() -> Origin:
    """Where the request in hand comes from; ``NOWHERE`` outside of one."""
    return _origin.get()


def arrive_as(origin: Origin) -> None:
    """From here on, until the request in hand is answered, this is where it comes from."""
    _origin.set(origin)


class RememberOrigin:
    """Middleware: makes the origin of a request known while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _origin.set(origin_of(request))
        try:
            return self.get_response(request)
        finally:
            _origin.reset(token)


def origin_of(request: HttpRequest) -> Origin:
    """The address of the client, as the outermost trusted proxy saw it, and its browser.

    With ``TRUSTED_PROXIES`` = n the nth address from the right of X-Forwarded-For counts:
    what stands further left was written by the client and may be invented.
    """
    address = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.TRUSTED_PROXIES
    if proxies:
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        address = hops[-min(proxies, len(hops))].strip() or address
    agent = request.headers.get("User-Agent", "").replace("\x00", "")
    return Origin(_valid(address), agent[:MAX_USER_AGENT])


def _valid(address: str) -> str | None:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(found, "ipv4_mapped", None) or found)
