"""Findings: the list, one of them, and everything that can happen to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from questionnaires.document.answer_set import State
from questionnaires.http import attachment
from questionnaires.queries import link_path
from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.access import assessment_for
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.answers import answers_behind
from riskapp.assessments.queries.listing import newest_invitation
from riskapp.assessments.views.heading import heading
from riskapp.audit.http import changed_meanwhile
from riskapp.common.sorting import Natural
from riskapp.common.versions import as_it_is
from riskapp.findings.access import finding_for, plan_file_for, plan_for
from riskapp.findings.actions import remedies, settling
from riskapp.findings.forms.settling import (
    AcceptForm,
    FindingForm,
    MergeForm,
    PlanAnswerForm,
    ReasonForm,
)
from riskapp.findings.models import Finding, FindingQuerySet
from riskapp.findings.queries.listing import findings_of, mended
from riskapp.findings.queries.themes import board_of
from riskapp.findings.views.picking import show_form
from riskapp.review.queries.overlay import Reviewed, reviewed
from riskapp.scoring.rated.answer_set import items_of

HTTP_CONFLICT = 409
HTTP_REFUSED = 422
LONG = 300  # from here on a page shows the findings of one theme at a time
# What a person does about a finding: the form, the action, and the right it takes.
STEPS: dict[str, tuple[type[ReasonForm], Callable[..., Finding], Capability]] = {
    "verify": (ReasonForm, settling.verify_finding, Capability.ASSESS),
    "dismiss": (ReasonForm, settling.dismiss_finding, Capability.ASSESS),
    "reopen": (ReasonForm, settling.reopen_finding, Capability.ASSESS),
    "accept": (AcceptForm, settling.accept_finding, Capability.DECIDE),
}
DONE = {
    "verify": _("Verified and closed."),
    "dismiss": _("Dismissed."),
    "reopen": _("The finding is open again."),
    "accept": _("The risk is accepted until the day you gave."),
}
TITLES = {
    "verify": _("Verify and close"),
    "dismiss": _("Dismiss"),
    "reopen": _("Open again"),
    "accept": _("Accept the risk"),
}


@require_GET
def findings(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Every weakness by theme, and what became of it; ``?pick=all`` ticks every theme, and
    ``?theme=`` opens one."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    rows = findings_of(assessment)
    to_do = sum(row.is_unsettled for row in rows)
    counts = reviewed(assessment.response).counts
    context = heading(user, assessment, "findings") | {
        "board": board_of(assessment, rows, counts),
        "to_do": to_do,
        "is_long": to_do > LONG,
        "settled": [row for row in rows if not row.is_unsettled],
        "all_picked": request.GET.get("pick") == "all",
        "open_theme": request.GET.get("theme", ""),
        "show_form": show_form(),
    }
    if context["may_assess"] and any(row.released_at for row in rows):
        context["link"] = _way_to_outcome(request, assessment)
    return render(request, "findings/findings.html", context)


def _is_reviewed(review: Reviewed, row: Finding) -> bool:
    """Whether the answer behind a finding is the vendor's and still asked for: what the
    organisation says of the work itself has no page in the review."""
    return any(
        item.question.id == row.question
        and (item.entry.id if item.entry else "") == row.entry
        for item in items_of(review.counts)
        if item.state is not State.HIDDEN
    )


@require_GET
def finding(
    request: HttpRequest, assessment_id: UUID, finding_id: UUID
) -> HttpResponse:
    """One finding: the answer behind it, what the vendor proposes, and its history."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id)
    row = finding_for(assessment, finding_id)
    head = heading(user, assessment, "findings")
    review = reviewed(assessment.response)
    others = (
        _others(row)
        if head["may_assess"] and row.is_unsettled
        else Finding.objects.none()
    )
    context = head | {
        "finding": row,
        "what_if": mended(assessment, [row], review.counts)
        if row.is_unsettled
        else None,
        "answers": answers_behind(review.plain, [row.question], row.entry)
        if head["may_read"] and row.question
        else [],
        "is_reviewed": _is_reviewed(review, row),
        "plans": row.plans.select_related("made_by").prefetch_related("files"),
        "events": row.events.select_related("by", "respondent"),
        "answer_form": PlanAnswerForm(),
        "merge_form": MergeForm(others=others) if others else None,
        "merged": list(row.merged.all()),
    }
    return render(request, "findings/finding.html", context)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def edit(
    request: HttpRequest, assessment_id: UUID, finding_id: UUID | None = None
) -> HttpResponse:
    """Change a finding, or raise one by hand."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    if assessment.score is None:
        raise Http404
    row = finding_for(assessment, finding_id) if finding_id else None
    if row and request.method == "POST":
        as_it_is(row)
    form = FindingForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(row, name) for name in settling.EDITABLE} if row else {},
        members=assessment.organisation.members.order_by(Natural("name")),
    )
    is_good = request.method == "POST" and form.is_valid()
    if is_good and not (row and changed_meanwhile(form, row, "finding edited")):
        facts = form.cleaned_data
        row = (
            settling.edit_finding(row, facts=facts, by=user)
            if row
            else settling.add_finding(assessment, facts=facts, by=user)
        )
        messages.success(request, _("Saved."))
        return redirect("assessments:finding", assessment_id, row.pk)
    context = {
        "assessment": assessment,
        "finding": row,
        "form": form,
        "title": _("Edit the finding") if row else _("Add a finding"),
        "is_edited": row is not None,
        "press": _("Save"),
    }
    return _form_page(request, context)


@require_http_methods(["GET", "POST"])
def step(
    request: HttpRequest, assessment_id: UUID, finding_id: UUID, kind: str
) -> HttpResponse:
    """Verify, dismiss, accept or reopen a finding, with a reason."""
    if kind not in STEPS:
        raise Http404
    form_class, action, right = STEPS[kind]
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, right)
    row = finding_for(assessment, finding_id)
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            action(row, by=user, **form.cleaned_data)
        except AssessmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, DONE[kind])
            return redirect("assessments:finding", assessment_id, row.pk)
    context = {
        "assessment": assessment,
        "finding": row,
        "form": form,
        "title": TITLES[kind],
        "press": TITLES[kind],
    }
    return _form_page(request, context)


@require_POST
def merge(request: HttpRequest, assessment_id: UUID, finding_id: UUID) -> HttpResponse:
    """Follow a finding within another one."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    row = finding_for(assessment, finding_id)
    form = MergeForm(request.POST, others=_others(row))
    if form.is_valid():
        try:
            settling.merge_finding(row, form.cleaned_data["into"], by=user)
        except AssessmentError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Merged."))
    else:
        messages.error(request, _("Choose another finding that is not closed."))
    return redirect("assessments:finding", assessment_id, row.pk)


@require_POST
def answer_plan(
    request: HttpRequest, assessment_id: UUID, finding_id: UUID, plan_id: UUID
) -> HttpResponse:
    """Agree to what the vendor proposes, or decline it."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    row = finding_for(assessment, finding_id)
    plan = plan_for(row, plan_id)
    form = PlanAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(e[0]) for e in form.errors.values()))
        return redirect("assessments:finding", assessment_id, row.pk)
    try:
        remedies.answer_plan(
            plan,
            agree=form.cleaned_data["verdict"] == "agree",
            text=form.cleaned_data["text"].strip(),
            by=user,
        )
    except AssessmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Answered: the vendor sees it."))
    return redirect("assessments:finding", assessment_id, row.pk)


@never_cache
@require_GET
def plan_file(
    request: HttpRequest,
    assessment_id: UUID,
    finding_id: UUID,
    plan_id: UUID,
    file_id: UUID,
) -> HttpResponseBase:
    """A file beside an action, for those who may read answers; noted in the audit trail."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.VIEW_ANSWERS)
    file = plan_file_for(
        plan_for(finding_for(assessment, finding_id), plan_id), file_id
    )
    reply = attachment(file)
    remedies.note_plan_file_download(file, by=user)
    return reply


def _way_to_outcome(request: HttpRequest, assessment: Assessment) -> str:
    """The vendor's link to its points, to be passed on by hand; "" where none works."""
    invitation = newest_invitation(assessment)
    if invitation is None:
        return ""
    page = reverse("assessments:vendor_outcome", args=[assessment.response_id])
    return request.build_absolute_uri(link_path(invitation, page))


def _form_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    form = context["form"]
    status = HTTP_REFUSED if form.errors else 200
    if getattr(form, "meanwhile", None):
        status = HTTP_CONFLICT
    return render(request, "findings/finding_form.html", context, status=status)


def _others(row: Finding) -> FindingQuerySet:
    unsettled = Finding.objects.unsettled().filter(assessment=row.assessment_id)
    return unsettled.exclude(pk=row.pk)
