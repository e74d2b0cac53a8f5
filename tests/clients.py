"""Clients of tests go through the same middlewares, which are made once.

Each client of Django makes them anew with its first request, and WhiteNoise looks through all
static files then: a quarter of the time of a small page.
"""

from typing import Any

from django.core.signals import setting_changed
from django.test.client import ClientHandler

# What a handler has when they are made; the flag that they are is the last.
MADE = (
    "_view_middleware",
    "_template_response_middleware",
    "_exception_middleware",
    "_middleware_chain",
)
# Every test has its own folder for files, which no middleware knows.
OF_NO_MIDDLEWARE = {"MEDIA_ROOT"}

_make = ClientHandler.load_middleware
_made: dict[str, Any] = {}


def _make_once(handler: ClientHandler, **more: Any) -> None:
    if not _made:
        _make(handler, **more)
        _made.update((name, getattr(handler, name)) for name in MADE)
    vars(handler).update(_made)


def _forget(*, setting: str, **_more: Any) -> None:
    """Middlewares may read settings when they are made."""
    if setting not in OF_NO_MIDDLEWARE:
        _made.clear()


def make_middlewares_once() -> None:
    ClientHandler.load_middleware = _make_once
    setting_changed.connect(_forget)
