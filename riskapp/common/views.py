"""Pages that belong to no package: health, and the refusal of a forged form."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@login_not_required
@require_GET
def health(_request: HttpRequest) -> JsonResponse:
    """200 when the web server and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A calm page instead of Django's bare refusal; nothing was changed."""
    return render(request, "errors/csrf.html", {"reason": reason}, status=403)
