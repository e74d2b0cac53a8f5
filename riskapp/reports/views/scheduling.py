"""Reports that are sent on a schedule: set up at a report, and stopped there."""

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
from riskapp.reports.access import report_for, schedule_for
from riskapp.reports.errors import NotScheduled
from riskapp.reports.forms import ScheduleForm
from riskapp.reports.queries.schedules import schedules_of
from riskapp.reports.queries.standing import title_of

HTTP_REFUSED = 422


@never_cache
@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """What is sent on a schedule of the work a report is about; send more."""
    user = signed_in(request)
    report = report_for(user, report_id, Capability.REQUEST_REPORT)
    form = ScheduleForm(
        request.POST or None, initial={"first_on": timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.schedule_report(
                report, actions.ScheduleRequest(**form.cleaned_data), by=user
            )
        except NotScheduled as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The report is sent on this schedule."))
        return redirect("reports:schedule", report.pk)
    context = {
        "report": report,
        "title": title_of(report),
        "schedules": schedules_of(report),
        "form": form,
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "reports/schedule.html", context, status=status)


@require_POST
def stop(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """Send nothing more on a schedule."""
    user = signed_in(request)
    actions.stop_schedule(schedule_for(user, schedule_id), by=user)
    messages.success(request, _("Nothing more is sent on this schedule."))
    return redirect("reports:list")
