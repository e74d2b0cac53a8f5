"""From a list of tools to a question to each of their vendors."""

from __future__ import annotations

import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from questionnaires.errors import QuestionnaireError
from riskapp.accounts.access import organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Organisation, User
from riskapp.assessments.actions.campaign import ask_about_tools
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.forms import CampaignForm
from riskapp.assessments.models import Assessment
from riskapp.inventory.forms import ToolFilter
from riskapp.inventory.models import Tool
from riskapp.inventory.queries import listed, products, vendors_with_tools

HTTP_REFUSED = 422
DAYS_TO_REPLY = 14
AT_ONCE = 30
MAX_TOOLS = 500


@require_http_methods(["GET", "POST"])
def campaign(request: HttpRequest) -> HttpResponse:
    """Choose the question, see whom it goes to, and send it to each of them."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.ASSESS)
    work = _by_assessment(_chosen(request.GET, user, organisation))
    form = CampaignForm(
        request.POST if request.method == "POST" else None,
        initial={
            "about": request.GET.get("about", ""),
            "due_on": timezone.localdate() + datetime.timedelta(days=DAYS_TO_REPLY),
        },
    )
    is_too_much = len(work) > AT_ONCE
    if request.method == "POST" and work and not is_too_much and form.is_valid():
        _send(request, user, work, form)
        return redirect("inventory:list")
    context = {
        "form": form,
        "work": list(work.values()),
        "tools": sum(len(tools) for tools in work.values()),
        "is_too_much": is_too_much,
        "at_once": AT_ONCE,
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "assessments/campaign.html", context, status=status)


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
        )
        found: QuerySet[Tool] = narrowed.qs
        return found[:MAX_TOOLS]
    return tools.filter(pk__in=_ids(query))[:MAX_TOOLS]


def _ids(query: QueryDict) -> list[UUID]:
    ids = []
    for text in query.getlist("tool"):
        try:
            ids.append(UUID(text))
        except ValueError:
            continue
    return ids


def _by_assessment(tools: QuerySet[Tool]) -> dict[UUID, list[Tool]]:
    found: dict[UUID, list[Tool]] = {}
    for tool in tools:
        found.setdefault(tool.assessment, []).append(tool)  # type: ignore[attr-defined]  # annotated
    return found


def _send(
    request: HttpRequest, user: User, work: dict[UUID, list[Tool]], form: CampaignForm
) -> None:
    """One engagement after the other: what is refused for one stops no other."""
    sent = 0
    got = form.cleaned_data
    for assessment in Assessment.objects.filter(pk__in=work).select_related(
        "organisation", "engagement__vendor", "response"
    ):
        entries = [tool.entry_id for tool in work[assessment.pk]]
        try:
            ask_about_tools(
                assessment,
                entries,
                form.question,
                text=got["text"],
                due_on=got["due_on"],
                by=user,
            )
        except (AssessmentError, QuestionnaireError) as error:
            messages.error(
                request,
                _("%(work)s: not asked. %(reason)s")
                % {"work": assessment, "reason": error},
            )
        else:
            sent += 1
    if sent:
        words = ngettext(
            "The question is on its way to the vendors of %(count)s engagement.",
            "The question is on its way to the vendors of %(count)s engagements.",
            sent,
        )
        messages.success(request, words % {"count": sent})
