"""Pages that belong to no package: health, and what is said when a request goes wrong."""

import datetime
import errno
import sys
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views import defaults
from django.views.decorators.http import require_GET
from psycopg.errors import DiskFull

TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


@login_not_required
@require_GET
def health(_request: HttpRequest) -> JsonResponse:
    """200 when the web server and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@login_not_required
@require_GET
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116), until the day the operator named."""
    until = last_day(settings.SECURITY_UNTIL)
    if not settings.SECURITY_CONTACT or until is None or until < timezone.now():
        raise Http404
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {settings.PUBLIC_URL}{reverse('security_txt')}",
    ]
    return HttpResponse("\n".join([*lines, ""]), "text/plain; charset=utf-8")


def last_day(text: str) -> datetime.datetime | None:
    """The last moment of a day as it is written in a setting; None for what is no day."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.datetime.combine(day, datetime.time.max, datetime.UTC)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A calm page instead of Django's bare refusal; nothing was changed."""
    return render(request, "errors/csrf.html", {"reason": reason}, status=403)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is wrong with a request, in words; Django has logged it."""
    if isinstance(exception, DisallowedHost):
        return _alone("host", HTTPStatus.BAD_REQUEST)
    if isinstance(exception, TOO_BIG):
        return _alone("too_big", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return defaults.bad_request(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """Our own fault, or a disk that is full; Django has logged it."""
    if _is_full(sys.exception()):
        return _alone("full", HTTPStatus.INSUFFICIENT_STORAGE)
    return defaults.server_error(request)


def _alone(name: str, status: HTTPStatus) -> HttpResponse:
    """A page that reads nothing of the request, whose host, body or session may be broken."""
    return HttpResponse(render_to_string(f"errors/{name}.html"), status=status)


def _is_full(error: BaseException | None) -> bool:
    """Whether a disk without room is behind an error, one of ours or of the database."""
    while error is not None:
        if isinstance(error, DiskFull) or getattr(error, "errno", None) in NO_ROOM:
            return True
        error = error.__cause__ or error.__context__
    return False
