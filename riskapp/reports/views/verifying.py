"""Anybody may ask whether a report is genuine; the answer is one of four."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from riskapp.reports import actions
from riskapp.reports.access import may_verify
from riskapp.reports.choices import VerificationResult
from riskapp.reports.forms import VerifyForm

HTTP_TOO_MANY = 429
HTTP_REFUSED = 422


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Compare a code or a file with what was issued; nothing is kept, and nothing else told.

    The address in a QR code only fills in the code: looking it up is a click.
    """
    if request.method != "POST":
        form = VerifyForm(initial={"code": request.GET.get("code", "")[:40]})
        return render(request, "reports/verify.html", {"form": form})
    if not may_verify(request):
        context = {"form": VerifyForm(), "too_many": True}
        return render(request, "reports/verify.html", context, status=HTTP_TOO_MANY)
    form = VerifyForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(
            request, "reports/verify.html", {"form": form}, status=HTTP_REFUSED
        )
    code = actions.code_in(form.cleaned_data["code"])
    file = form.cleaned_data["file"]
    if file:
        standing = actions.standing_of_file(file.read(), code)
    else:
        standing = actions.standing_of_code(code)
    context = {
        "form": form,
        "standing": standing.value,
        "words": standing.label,
        "is_good": standing == VerificationResult.CURRENT,
        "by_file": bool(file),
    }
    return render(request, "reports/verify.html", context)
