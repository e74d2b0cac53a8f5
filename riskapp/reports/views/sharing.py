"""Links to a report: made and revoked by members, opened by whoever was given one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from questionnaires.forms import CodeForm
from questionnaires.limits import count_wrong_try, may_try_again
from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.reports import actions
from riskapp.reports.access import (
    held_link,
    hold_link,
    link_for,
    open_held_link,
    report_for,
)
from riskapp.reports.choices import (
    CONTENT_TYPES,
    Format,
    ReportKind,
    ReportState,
    VerificationResult,
)
from riskapp.reports.errors import NotShared, WrongPassword
from riskapp.reports.forms import LinkPasswordForm, SharingForm
from riskapp.reports.models import Report
from riskapp.reports.queries.links import links_of
from riskapp.reports.queries.standing import newer_than, standing_of, title_of
from riskapp.reports.views.making import file_name

HTTP_REFUSED = 422
HTTP_GONE = 410
HTTP_NOT_FOUND = 404
HTTP_TOO_MANY = 429

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]


def _for_people_outside(view: View) -> View:
    """Nobody signs in here, nothing is kept on the way, and no search engine lists it."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        reply = view(request, *args, **kwargs)
        add_never_cache_headers(reply)
        reply["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return reply

    return login_not_required(guarded)


@never_cache
@require_http_methods(["GET", "POST"])
def links(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The links to a report with what was done with each; make another one."""
    user = signed_in(request)
    report = report_for(user, report_id, Capability.REQUEST_REPORT)
    form = SharingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link, token = actions.make_link(
                report, actions.LinkRequest(**form.cleaned_data), by=user
            )
        except NotShared as error:
            messages.error(request, str(error))
            return redirect("reports:links", report.pk)
        if not token:
            messages.success(
                request,
                _("The link is being sent to %(email)s.") % {"email": link.email},
            )
            return redirect("reports:links", report.pk)
        context = {"report": report, "link": link, "url": actions.link_url(token)}
        return render(request, "reports/link_made.html", context)
    context = {
        "report": report,
        "title": title_of(report),
        "links": links_of(report),
        "form": form,
        "may_share": _is_shared(report),
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "reports/links.html", context, status=status)


@require_POST
def revoke(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """End a link to a report for good."""
    user = signed_in(request)
    link = actions.revoke_link(link_for(user, link_id), by=user)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("reports:links", link.report_id)


@_for_people_outside
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest) -> HttpResponse:
    """Show where to paste the code of a link, and take it. Following the link changes nothing."""
    if request.method != "POST":
        return render(request, "reports/shared/enter.html", {"form": CodeForm()})
    form = CodeForm(request.POST)
    if not form.is_valid():
        return render(
            request, "reports/shared/enter.html", {"form": form}, status=HTTP_REFUSED
        )
    if not may_try_again(request):
        return render(request, "reports/shared/too_many.html", status=HTTP_TOO_MANY)
    link = actions.redeem_link(form.cleaned_data["code"])
    if link is None:
        count_wrong_try(request)
        return _closed(request)
    hold_link(request, link)
    return redirect("shared_report")


@_for_people_outside
@require_http_methods(["GET", "HEAD", "POST"])
def shared_report(request: HttpRequest) -> HttpResponse:
    """What the link in hand leads to, once its password was given where it has one."""
    held = held_link(request)
    if held is None:
        return _closed(request)
    link, is_open = held
    if not is_open:
        return _ask_for_password(request, link)
    report = link.report
    newer = standing_of(report) == VerificationResult.SUPERSEDED
    context = {
        "link": link,
        "report": report,
        "title": title_of(report),
        "is_superseded": newer,
        "newer": newer_than(report) if newer else None,
        "left": link.most_downloads - link.downloads,
    }
    return render(request, "reports/shared/report.html", context)


@_for_people_outside
@require_POST
def shared_file(request: HttpRequest) -> HttpResponseBase:
    """The file of the link in hand; each time counts, and the trail has it."""
    held = held_link(request)
    if held is None or not held[1]:
        return _closed(request)
    link = held[0]
    report = link.report
    try:
        content = report.file.open("rb")
    except FileNotFoundError:
        logger.exception("The file of report %s is lost.", report.pk)
        return render(
            request, "reports/shared/lost.html", {"link": link}, status=HTTP_GONE
        )
    if not actions.note_link_download(link):
        content.close()
        return _closed(request)
    return FileResponse(
        content,
        as_attachment=True,
        filename=file_name(report),
        content_type=CONTENT_TYPES[Format(report.format)],
    )


def _ask_for_password(request: HttpRequest, link: Any) -> HttpResponse:
    form = LinkPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.unlock_link(link, form.cleaned_data["password"])
        except WrongPassword as error:
            if held_link(request) is None:
                return _closed(request)
            form.add_error("password", str(error))
        else:
            open_held_link(request)
            return redirect("shared_report")
    status = HTTP_REFUSED if form.errors else 200
    return render(
        request, "reports/shared/password.html", {"form": form}, status=status
    )


def _closed(request: HttpRequest) -> HttpResponse:
    """The same for a link that never was, has ended or was revoked."""
    return render(request, "reports/shared/closed.html", status=HTTP_NOT_FOUND)


def _is_shared(report: Report) -> bool:
    return report.state == ReportState.READY and report.kind != ReportKind.PACK
