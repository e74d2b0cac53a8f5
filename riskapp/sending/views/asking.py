"""From a list of tools to a question to each of their vendors."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from riskapp.accounts.access import organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Organisation, User
from riskapp.inventory.forms import ToolFilter
from riskapp.inventory.models import Tool
from riskapp.inventory.queries import listed, products, vendors_with_tools
from riskapp.sending.actions.campaigns import CampaignQuestion, start_question
from riskapp.sending.forms.asking import ToolQuestionForm
from riskapp.sending.models import Campaign
from riskapp.sending.tasks import send_soon

HTTP_REFUSED = 422
DAYS_TO_REPLY = 14
MAX_TOOLS = 500


@require_http_methods(["GET", "POST"])
def ask_about_tools(request: HttpRequest) -> HttpResponse:
    """Choose the question, see whom it goes to, and have it sent to each of them."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.ASSESS)
    tools = list(_chosen(request.GET, user, organisation))
    work = _by_assessment(tools[:MAX_TOOLS])
    form = ToolQuestionForm(
        request.POST if request.method == "POST" else None,
        initial={
            "about": request.GET.get("about", ""),
            "due_on": timezone.localdate() + datetime.timedelta(days=DAYS_TO_REPLY),
        },
    )
    is_too_much = len(tools) > MAX_TOOLS
    if request.method == "POST" and work and not is_too_much and form.is_valid():
        campaign = _start(organisation, user, work, form)
        messages.success(request, _("The question is on its way."))
        return redirect("assessments:campaign_detail", campaign.pk)
    context = {
        "form": form,
        "work": list(work.values()),
        "tools": sum(len(tools) for tools in work.values()),
        "is_too_much": is_too_much,
        "at_once": MAX_TOOLS,
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "sending/ask_tools.html", context, status=status)


def _chosen(query: QueryDict, user: User, organisation: Organisation) -> QuerySet[Tool]:
    """The tools that were ticked, or all of a narrowed list."""
    tools = listed(user).filter(
        organisation=organisation, response__assessment__isnull=False
    )
    if "all" in query:
        narrowed = ToolFilter(
            QueryDict(query.get("all")),
            queryset=tools,
            products=products(tools),
            vendors=vendors_with_tools(tools),
            user=user,
        )
        found: QuerySet[Tool] = narrowed.qs
        return found[: MAX_TOOLS + 1]
    return tools.filter(pk__in=_ids(query))[: MAX_TOOLS + 1]


def _ids(query: QueryDict) -> list[UUID]:
    ids = []
    for text in query.getlist("tool"):
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return ids


def _by_assessment(tools: Iterable[Tool]) -> dict[UUID, list[Tool]]:
    found: dict[UUID, list[Tool]] = {}
    for tool in tools:
        found.setdefault(tool.assessment, []).append(tool)  # type: ignore[attr-defined]  # annotated
    return found


@transaction.atomic
def _start(
    organisation: Organisation,
    user: User,
    work: dict[UUID, list[Tool]],
    form: ToolQuestionForm,
) -> Campaign:
    campaign = start_question(
        CampaignQuestion(
            question=form.question,
            text=form.cleaned_data["text"],
            due_on=form.cleaned_data["due_on"],
            tools={pk: [tool.entry_id for tool in tools] for pk, tools in work.items()},
        ),
        organisation=organisation,
        by=user,
    )
    for sending in campaign.sendings.all():
        send_soon(sending)
    return campaign
