"""The action plan of an assessment as files, for the buyer: out, back, and taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as mark
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.models import Assessment
from riskapp.assessments.views.heading import heading
from riskapp.audit.actions import record_export
from riskapp.common.exports import CONTENT_TYPES, XLSX
from riskapp.findings.actions.plans import take_in_plan
from riskapp.findings.errors import PlanFileRefused
from riskapp.findings.files import plan_calendar, plan_workbook, read_plan
from riskapp.findings.files.rows import PlanLine, PlanSide, buyer_lines
from riskapp.findings.forms.action_plan import (
    FormOfLine,
    PlanFileForm,
    PlanPreview,
    agreed_steps,
    buyer_form,
    preview,
)
from riskapp.findings.queries.listing import findings_to_plan

HTTP_REFUSED = 422
EXPORTED = mark("action plan exported")
CALENDAR = "text/calendar; charset=utf-8"


@never_cache
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The files of the plan; with a workbook that came back, what it would change."""
    user = signed_in(request)
    right = Capability.VIEW if request.method == "GET" else Capability.ASSESS
    assessment = assessment_for(user, assessment_id, right)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    is_post = request.method == "POST"
    form = PlanFileForm(*((request.POST, request.FILES) if is_post else ()))
    found = (
        preview_of(
            form,
            PlanSide.BUYER,
            lambda: buyer_lines(findings_to_plan(assessment)),
            _form_of_line(assessment),
            about=assessment.pk,
        )
        if is_post
        else None
    )
    context = heading(user, assessment, "findings") | {"form": form, "preview": found}
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "findings/action_plan.html", context, status=status)


@require_POST
def take_in(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Do what the ticked lines of a workbook say, all of it or nothing."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    try:
        steps, sha256 = agreed_steps(
            PlanSide.BUYER,
            request.POST.get("sealed", ""),
            request.POST.getlist("line"),
            _form_of_line(assessment),
            about=str(assessment.pk),
        )
        number = take_in_plan(assessment, steps, sha256=sha256, by=user)
    except AssessmentError as error:
        messages.error(request, str(error))
        return redirect("assessments:action_plan", assessment_id)
    text = ngettext(
        "%(number)s finding was changed.", "%(number)s findings were changed.", number
    )
    messages.success(request, text % {"number": number})
    return redirect("assessments:findings", assessment_id)


@require_GET
def workbook(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """What is to be done, whose it is and until when: the vendor's and the buyer's own apart."""
    assessment = _to_export(request, assessment_id, XLSX)
    rows = findings_to_plan(assessment)
    sheets = (
        (_("Vendor"), buyer_lines(row for row in rows if not row.for_buyer)),
        (_("Buyer"), buyer_lines(row for row in rows if row.for_buyer)),
    )
    owners = assessment.organisation.members.order_by("email")
    content = plan_workbook(
        PlanSide.BUYER, sheets, list(owners.values_list("email", flat=True))
    )
    return plan_file(content, CONTENT_TYPES[XLSX], "action-plan.xlsx")


@require_GET
def calendar(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """The days by which something is to be done."""
    assessment = _to_export(request, assessment_id, "ics")
    page = reverse("assessments:findings", args=[assessment.pk])
    content = plan_calendar(
        findings_to_plan(assessment),
        about=str(assessment.engagement),
        address=request.build_absolute_uri(page),
        now=timezone.now(),
        with_owners=True,
    )
    return plan_file(content, CALENDAR, "action-plan.ics")


def _to_export(request: HttpRequest, assessment_id: UUID, wanted: str) -> Assessment:
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id)
    record_export(
        EXPORTED,
        by=user,
        wanted=wanted,
        query=f"assessment={assessment.pk}",
        organisation=assessment.organisation,
    )
    return assessment


def _form_of_line(assessment: Assessment) -> FormOfLine:
    return buyer_form(assessment.organisation.members.all())


def preview_of(
    form: PlanFileForm,
    side: PlanSide,
    lines: Callable[[], Sequence[PlanLine]],
    form_of: FormOfLine,
    *,
    about: UUID,
) -> PlanPreview | None:
    """What the workbook in a form would change; None where it is refused, and the form says why."""
    if not form.is_valid():
        return None
    content = form.content()
    try:
        filled = read_plan(side, content)
    except PlanFileRefused as error:
        form.add_error("file", str(error))
        return None
    sha256 = hashlib.sha256(content).hexdigest()
    return preview(side, filled, lines(), form_of, about=str(about), sha256=sha256)


def plan_file(content: bytes, kind: str, name: str) -> HttpResponse:
    """A plan to keep."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=kind, headers=headers)
