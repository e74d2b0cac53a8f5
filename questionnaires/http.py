"""What every page of a respondent shares: no account, their language, a polite closed door."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from questionnaires.errors import (
    AnsweredElsewhere,
    ChangedMeanwhile,
    NoSeat,
    NotYourSection,
    OnlyTheLead,
    TooOften,
)
from questionnaires.files import JPEG, PDF, PNG
from questionnaires.models import Response, StoredFile
from questionnaires.queries import days

HTTP_FORBIDDEN = 403
HTTP_NOT_FOUND = 404
HTTP_CONFLICT = 409
HTTP_TOO_MANY = 429
# The field of a form that says what its person saw of what it changes.
VERSION = "version"
HARMLESS = frozenset({PDF, PNG, JPEG})

View = Callable[..., HttpResponseBase]

logger = logging.getLogger(__name__)


class CodesInPaths:
    """Some mail programs turn the # of a link into a part of its path. The code goes back
    behind the #, before anything writes the path down; the page takes it from there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _before, found, code = request.path_info.partition("/respond/#")
        if not found:
            return self.get_response(request)
        place = f"{reverse('questionnaires:enter')}#{quote(code.strip('/'))}"
        return HttpResponseRedirect(place)


def respondent_page(view: View) -> View:
    """Let respondents in by their seat alone, and say what to do where there is no seat.

    Whether the response exists or the seat has timed out looks the same from outside.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reply: HttpResponseBase
        try:
            with days.kept():
                reply = view(request, *args, **kwargs)
        except AnsweredElsewhere as elsewhere:
            reply = HttpResponseRedirect(elsewhere.page)
        except NoSeat:
            words = _("You are signed out. Open the link of your invitation again.")
            reply = _closed(request, words, HTTP_NOT_FOUND, "no_seat")
        except (OnlyTheLead, NotYourSection) as error:
            reply = _closed(request, str(error), HTTP_FORBIDDEN, "not_yours")
        except TooOften as error:
            reply = _closed(request, str(error), HTTP_TOO_MANY, "too_often")
        add_never_cache_headers(reply)
        return reply

    return login_not_required(guarded)


def chosen_language(request: HttpRequest) -> str:
    """The language a person chose on these pages; "" where they never did."""
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return code if code in dict(settings.LANGUAGES) else ""


def keep_language(reply: HttpResponse, code: str) -> None:
    """Let the next pages come in a language, as if the person had chosen it here."""
    reply.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


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
        "next": request.path if request.method == "GET" else _page_before(request),
    }
    return render(
        request, f"questionnaires/respond/{template}.html", context, status=status
    )


@dataclass(frozen=True, slots=True)
class Both:
    """What two people want of one thing, in words."""

    label: str
    theirs: str
    mine: str


def meanwhile(
    request: HttpRequest,
    response: Response,
    error: ChangedMeanwhile,
    both: Sequence[Both],
    back: str,
) -> HttpResponse:
    """Show both and let the person choose; what they sent goes along, so that nothing typed
    is lost."""
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"csrfmiddlewaretoken", VERSION}
        for value in values
    ]
    context = {
        "response": response,
        "error": error,
        "both": both,
        "sent": sent,
        "address": request.get_full_path(),
        "back": back,
    }
    return render(
        request, "questionnaires/respond/meanwhile.html", context, status=HTTP_CONFLICT
    )


def _page_before(request: HttpRequest) -> str:
    """The page that a form was on, if it is one of ours."""
    before = urlsplit(request.headers.get("referer", ""))
    return before.path if before.netloc == request.get_host() else ""


def attachment(evidence: StoredFile) -> FileResponse:
    """The file of a piece of evidence as a download that no browser shows or runs.

    404 unless it is there and clean.
    """
    if not evidence.is_downloadable:
        raise Http404
    try:
        content = evidence.file.open("rb")
    except FileNotFoundError as error:
        logger.exception("A stored file is lost: %s.", evidence.pk)
        raise Http404 from error
    is_harmless = evidence.content_type in HARMLESS
    reply = FileResponse(
        content,
        as_attachment=True,
        filename=evidence.file_name,
        content_type=evidence.content_type
        if is_harmless
        else "application/octet-stream",
    )
    reply["X-Content-Type-Options"] = "nosniff"
    reply["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return reply
