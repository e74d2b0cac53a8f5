"""What agents of a vendor did, for members: pictures, drift, alerts, and what was explained."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from questionnaires.queries import answer_set_of
from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.activity.access import (
    agreed_limits_for,
    alert_for,
    members_activity_for,
)
from riskapp.activity.actions.agreeing import KEPT, agree, take_agreement_back
from riskapp.activity.actions.explaining import explain
from riskapp.activity.actions.keeping import remove
from riskapp.activity.errors import NotToExplain
from riskapp.activity.forms import AgreedForm, ExplainForm
from riskapp.activity.models import AgreedLimits
from riskapp.activity.queries.exporting import json_lines, ocsf
from riskapp.activity.queries.overview import (
    AGENTS_A_PAGE,
    activity_of,
    agreed_in_words,
    shown_agents,
)
from riskapp.activity.queries.telling import ToldAlert, told
from riskapp.assessments.access import assessment_for
from riskapp.assessments.models import Assessment
from riskapp.assessments.views.heading import heading
from riskapp.baselines.watching import LEARNING_DAYS
from riskapp.common.zones import UTC

HTTP_REFUSED = 422
MAX_TOOL = 200


@require_GET
def activity(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Alerts as sentences, and each agent with its pictures and its drift."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.VIEW_ANSWERS)
    if assessment.score is None:
        return redirect("assessments:detail", assessment_id)
    answer_set = answer_set_of(assessment.response)
    found = activity_of(assessment, answer_set)
    page = Paginator(found.agents, AGENTS_A_PAGE).get_page(request.GET.get("page"))
    context = heading(user, assessment, "activity") | {
        "found": found,
        "page": page,
        "query": "",
        "agents": shown_agents(found, list(page), assessment, answer_set),
        "learning_days": LEARNING_DAYS,
        "agreed": agreed_in_words(found.agreed),
    }
    return render(request, "activity/buyer.html", context)


@require_GET
def as_ocsf(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """All alerts as OCSF Detection Findings."""
    assessment, alerts = _alerts(request, assessment_id)
    text = json.dumps(ocsf(alerts, assessment), ensure_ascii=False, indent=1)
    return _download(text, "application/json", "alerts-ocsf.json")


@require_GET
def as_lines(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """All alerts as JSON Lines."""
    assessment, alerts = _alerts(request, assessment_id)
    text = "".join(json_lines(alerts, assessment))
    return _download(text, "application/x-ndjson", "alerts.jsonl")


def _alerts(
    request: HttpRequest, assessment_id: UUID
) -> tuple[Assessment, Sequence[ToldAlert]]:
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.VIEW_ANSWERS)
    return assessment, activity_of(assessment, answer_set_of(assessment.response)).alerts  # fmt: skip


def _download(text: str, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type=kind, headers=headers)


@require_http_methods(["GET", "POST"])
def explaining(
    request: HttpRequest, assessment_id: UUID, alert_id: UUID
) -> HttpResponse:
    """Say why something unusual is as it should be."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    alert = alert_for(assessment, alert_id)
    answer_set = answer_set_of(assessment.response)
    [one] = told([alert], answer_set, activity_of(assessment, answer_set).entries)
    form = ExplainForm(
        request.POST if request.method == "POST" else None,
        initial={"peak": alert.peak},
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            explain(
                assessment, alert, reason=given["reason"], peak=given["peak"], by=user
            )
        except NotToExplain as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Explained. It comes back when it grows."))
        return redirect("assessments:activity", assessment_id)
    status = HTTP_REFUSED if form.errors else 200
    context = {"assessment": assessment, "one": one, "form": form}
    return render(request, "activity/explain.html", context, status=status)


@require_http_methods(["GET", "POST"])
def agreeing(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """Say which hours and hosts were agreed; ``?tool=`` is whose."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    answer_set = answer_set_of(assessment.response)
    found = activity_of(assessment, answer_set)
    titles = [entry.title for entry in answer_set.filled.entries if entry.title]
    known = [one.tool for one in found.agreed if one.tool]
    tools = sorted({*titles, *found.agents, *known})
    tool = request.GET.get("tool", "")
    there = next((one for one in found.agreed if one.tool == tool), None)
    form = AgreedForm(
        request.POST if request.method == "POST" else None,
        tools=[one for one in tools if len(one) <= MAX_TOOL],
        initial=_agreed_before(there, tool, assessment),
    )
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        agree(assessment, given["tool"], given, by=user)
        messages.success(request, _("Noted. Every day since then is held against it."))
        return redirect("assessments:activity", assessment_id)
    status = HTTP_REFUSED if form.errors else 200
    context = {"assessment": assessment, "form": form}
    return render(request, "activity/agree.html", context, status=status)


def _agreed_before(
    there: AgreedLimits | None, tool: str, assessment: Assessment
) -> dict[str, Any]:
    """What the form begins with."""
    if there is None:
        return {"tool": tool, "zone": assessment.response.time_zone or UTC}
    return {name: getattr(there, name) for name in ("tool", *KEPT)} | {
        "hosts": "\n".join(there.hosts)
    }


@require_POST
def take_agreed_back(
    request: HttpRequest, assessment_id: UUID, agreed_id: UUID
) -> HttpResponse:
    """Forget what was agreed about one tool, or about all of them."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    take_agreement_back(assessment, agreed_limits_for(assessment, agreed_id), by=user)
    messages.success(request, _("Removed."))
    return redirect("assessments:activity", assessment_id)


@require_POST
def take_away(
    request: HttpRequest, assessment_id: UUID, activity_id: UUID
) -> HttpResponse:
    """Forget a file of a member with its days."""
    user = signed_in(request)
    assessment = assessment_for(user, assessment_id, Capability.ASSESS)
    remove(assessment, members_activity_for(assessment, activity_id), by=user)
    messages.success(request, _("Removed. Without these days the agents learn again."))
    return redirect("assessments:activity", assessment_id)
