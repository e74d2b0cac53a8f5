"""What every page of a respondent shares: no account, their language, a polite closed door."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import gettext as _

from questionnaires.errors import NoSeat, NotYourSection, OnlyTheLead

HTTP_FORBIDDEN = 403
HTTP_NOT_FOUND = 404

View = Callable[..., HttpResponse]


def respondent_page(view: View) -> View:
    """Let respondents in by their seat alone, in the language they chose or their browser asks
    for, and say what to do where there is no seat.

    Whether the response exists or the seat has timed out looks the same from outside.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override(translation.get_language_from_request(request)):
            try:
                reply = view(request, *args, **kwargs)
            except NoSeat:
                words = _("You are signed out. Open the link of your invitation again.")
                reply = _closed(request, words, HTTP_NOT_FOUND, "no_seat")
            except (OnlyTheLead, NotYourSection) as error:
                reply = _closed(request, str(error), HTTP_FORBIDDEN, "not_yours")
            reply.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(reply, ("Accept-Language",))
        add_never_cache_headers(reply)
        return reply

    return login_not_required(guarded)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks; a browser that shows a page always accepts HTML."""
    return request.accepts("application/json") and not request.accepts("text/html")


def _closed(
    request: HttpRequest, words: str, status: int, template: str
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": words}, status=status)
    context = {
        "words": words,
        "next": request.path if request.method == "GET" else "",
    }
    return render(
        request, f"questionnaires/respond/{template}.html", context, status=status
    )
