"""From the draft of a contract addendum to one that is issued."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.reports import actions
from riskapp.reports.access import report_for
from riskapp.reports.choices import ReportState
from riskapp.reports.errors import ReportError
from riskapp.reports.forms import CounselForm
from riskapp.reports.queries.issued import steps_of
from riskapp.reports.queries.standing import title_of
from riskapp.reports.views.making import queue

HTTP_REFUSED = 422


@never_cache
@require_http_methods(["GET", "POST"])
def counsel(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Record what counsel said of a draft."""
    user = signed_in(request)
    report = report_for(user, report_id, Capability.REQUEST_REPORT)
    steps = steps_of(report)
    if steps is None or not steps.may_be_reviewed:
        messages.error(request, _("Nothing is left to review here."))
        return redirect("reports:detail", report.pk)
    today = timezone.localdate()
    form = CounselForm(
        request.POST or None,
        initial={"reviewed_on": today},
        drafted_on=min(timezone.localdate(report.requested_at), today),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_counsel(
                report, actions.CounselWord(**form.cleaned_data), by=user
            )
        except ReportError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The review is recorded."))
        return redirect("reports:detail", report.pk)
    context = {"report": report, "title": title_of(report), "form": form}
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "reports/counsel.html", context, status=status)


@require_POST
def issue(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Put a draft that counsel agreed to into force."""
    user = signed_in(request)
    draft = report_for(user, report_id, Capability.DECIDE)
    try:
        issued = actions.issue_addendum(draft, by=user)
    except ReportError as error:
        messages.error(request, str(error))
        return redirect("reports:detail", draft.pk)
    if issued.report.state == ReportState.QUEUED:
        queue(issued.report)
    messages.success(request, _("The addendum is issued."))
    return redirect("reports:detail", issued.report_id)
