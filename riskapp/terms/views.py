"""What is published about AI tools, what changed, and what is done about it."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from riskapp.accounts.access import may, organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Organisation
from riskapp.common.lists import narrowing
from riskapp.common.uploads import in_memory
from riskapp.sending.tasks import send_soon
from riskapp.terms.actions.stepping import StepInput, take_step
from riskapp.terms.actions.taking import take_catalogue
from riskapp.terms.choices import TermsOutcome
from riskapp.terms.errors import CatalogueRefused, NothingChosen, TermsReasonMissing
from riskapp.terms.forms import CatalogueForm, FactsForm, StepForm
from riskapp.terms.models import CatalogueFile
from riskapp.terms.queries.leaning import (
    ToldChange,
    changed_plans,
    changes_of,
    leaning,
    leaning_work,
    places,
    text_about,
)
from riskapp.terms.queries.published import count_facts, offered, published
from riskapp.tools.catalogue import catalogue_in_force, core_catalogue
from riskapp.vendors.models import Engagement

HTTP_REFUSED = 422
A_PAGE = 20
WORK_A_PAGE = 100
DAYS_TO_REPLY = 14


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The catalogue that counts, and what newer files changed."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.VIEW_ANSWERS)
    return _index(request, organisation, CatalogueForm())


@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """What is published about each tool and plan, fact by fact."""
    user = signed_in(request)
    organisation_for(user, Capability.VIEW_ANSWERS)
    form = FactsForm(request.GET)
    form.full_clean()
    found = published(timezone.localdate(), form.shown, form.words)
    context = {
        "form": form,
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "query": narrowing(request.GET),
        "number": sum(len(one.facts) for one in found),
    }
    return render(request, "terms/catalogue.html", context)


@in_memory
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take a signed file; whoever hands it over, only its signature and version count."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    form = CatalogueForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            made = take_catalogue(form.content, by=user)
        except CatalogueRefused as error:
            form.add_error("file", str(error))
        else:
            messages.success(
                request,
                _("Version %(version)s of the catalogue counts now.")
                % {"version": made.version},
            )
            return redirect("terms:list")
    return _index(request, organisation, form, status=HTTP_REFUSED)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, version: int, plan: str) -> HttpResponse:
    """What one file changed of one plan, the work that leans on it, and what to do."""
    user = signed_in(request)
    posts = request.method == "POST"
    organisation = organisation_for(
        user, Capability.ASSESS if posts else Capability.VIEW_ANSWERS
    )
    changes = changes_of(version, plan)
    if not changes:
        raise Http404
    form = StepForm(
        request.POST if posts else None,
        initial={
            "text": text_about(changes),
            "due_on": timezone.localdate() + datetime.timedelta(days=DAYS_TO_REPLY),
        },
    )
    chosen = _chosen(request, organisation) if posts else set()
    is_right = posts and form.is_valid()
    if is_right and _act(request, organisation, changes, chosen, form):
        return redirect("terms:plan", version, plan)
    found = leaning(user, organisation, changes[0].row)
    page = Paginator(found, WORK_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "changes": changes,
        "first": changes[0].row,
        "page": page,
        "query": "",
        "work": leaning_work(user, organisation, changes, page),
        "open": leaning(user, organisation, changes[0].row, is_open=True).count(),
        "chosen": chosen,
        "form": form,
        "may_act": may(user, organisation.pk, Capability.ASSESS),
    }
    status = HTTP_REFUSED if posts else 200
    return render(request, "terms/plan.html", context, status=status)


def _act(
    request: HttpRequest,
    organisation: Organisation,
    changes: list[ToldChange],
    chosen: set[UUID],
    form: StepForm,
) -> bool:
    """Do what the button says; refused in words on the form."""
    given: dict[str, Any] = form.cleaned_data
    wanted = StepInput(
        TermsOutcome(given["step"]), given["text"], given["due_on"], given["reason"]
    )
    try:
        done = take_step(
            changes,
            None if given["every"] else chosen,
            wanted,
            organisation=organisation,
            by=signed_in(request),
        )
    except TermsReasonMissing as error:
        form.add_error("reason", str(error))
        return False
    except NothingChosen as error:
        form.add_error(None, str(error))
        return False
    if done.campaign is not None:
        for sending in done.campaign.sendings.all():
            send_soon(sending)
    words = ngettext(
        "Noted for %(number)s engagement.",
        "Noted for %(number)s engagements.",
        done.number,
    )
    messages.success(request, words % {"number": done.number})
    return True


def _chosen(request: HttpRequest, organisation: Organisation) -> set[UUID]:
    """The work that was ticked; what is not of this organisation does not exist."""
    ids = set()
    for text in request.POST.getlist("work"):
        try:
            ids.add(UUID(text))
        except ValueError as error:
            raise Http404 from error
    known = Engagement.objects.filter(organisation=organisation, pk__in=ids)
    if known.count() != len(ids):
        raise Http404
    return ids


def _index(
    request: HttpRequest,
    organisation: Organisation,
    form: CatalogueForm,
    *,
    status: int = 200,
) -> HttpResponse:
    user = signed_in(request)
    page = Paginator(places(), A_PAGE).get_page(request.GET.get("page"))
    catalogue = catalogue_in_force()
    context = {
        "catalogue": catalogue,
        "is_shipped": catalogue is core_catalogue(),
        "plans": len(offered()),
        "counts": [
            (shown, shown.label, number)
            for shown, number in count_facts(timezone.localdate()).items()
        ],
        "newest": CatalogueFile.objects.filter(is_shipped=False)
        .defer("content")
        .first(),
        "page": page,
        "query": "",
        "rows": changed_plans(page, organisation),
        "form": form,
        "may_take": may(user, organisation.pk, Capability.MANAGE_MEMBERS),
    }
    return render(request, "terms/list.html", context, status=status)
