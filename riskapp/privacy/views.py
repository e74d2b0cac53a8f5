"""The pages about personal data: periods, holds, one person, the record of processing."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from riskapp.accounts.access import asks_again, organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Organisation
from riskapp.audit.http import changed_meanwhile
from riskapp.common.versions import as_it_is
from riskapp.privacy.access import administered_by, hold_for
from riskapp.privacy.actions.deleting import put_samples_away
from riskapp.privacy.actions.erasing import ask_to_erase
from riskapp.privacy.actions.giving import give_out, give_to_oneself
from riskapp.privacy.actions.settling import change_periods, lift_hold, put_on_hold
from riskapp.privacy.choices import RULES, RetentionKind
from riskapp.privacy.errors import PrivacyError
from riskapp.privacy.forms import ErasureForm, HoldForm, PeriodsForm, SearchForm
from riskapp.privacy.models import Erasure, Hold
from riskapp.privacy.queries.addresses import people_like, person_in
from riskapp.privacy.queries.held import held_about
from riskapp.privacy.queries.people import Person, is_last_administrator
from riskapp.privacy.queries.periods import days_of, due_counts, is_under_hold
from riskapp.privacy.queries.processing import (
    activities,
    measures,
    periods_in_words,
    recipients,
)
from riskapp.privacy.queries.wording import groups_of
from riskapp.privacy.tasks import erase_person

HTTP_REFUSED = 422
SHOWN = 20


@asks_again
@require_http_methods(["GET", "POST"])
@transaction.atomic
def periods(request: HttpRequest) -> HttpResponse:
    """How long each kind of data is kept, and what would go now."""
    user = signed_in(request)
    organisation = administered_by(user)
    if request.method == "POST":
        as_it_is(organisation)
    form = PeriodsForm(
        request.POST if request.method == "POST" else None,
        initial=days_of(organisation),
    )
    is_whole = form.is_bound and form.is_valid()
    tries = "preview" in request.POST
    if (
        is_whole
        and not tries
        and not changed_meanwhile(form, organisation, "retention changed")
    ):
        change_periods(organisation, wanted=form.wanted, by=user)
        messages.success(request, _("Saved."))
        return redirect("privacy:periods")
    counts = due_counts(organisation, form.wanted if is_whole else None)
    rows = [(field, RULES[field.name], counts[field.name]) for field in form.rows()]
    context = {
        "organisation": organisation,
        "form": form,
        "rows": rows,
        "total": sum(counts.values()),
        "is_tried": tries and is_whole,
    }
    return render(request, "privacy/periods.html", context, status=form.status)


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Look for a person, and see what is held about them. Addresses never stand in the address
    of a page."""
    organisation = administered_by(signed_in(request))
    if request.POST.get("address"):
        person = person_in(organisation, request.POST["address"])
        if person is None:
            return _unknown(request)
        return _shown(request, organisation, person, ErasureForm(person))
    form = SearchForm(request.POST if request.method == "POST" else None)
    words = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    context = {
        "organisation": organisation,
        "form": form,
        "words": words,
        "found": people_like(organisation, words) if words else [],
        "erasures": Erasure.objects.filter(organisation=organisation).select_related(
            "asked_by"
        )[:SHOWN],
    }
    return render(request, "privacy/people.html", context)


@asks_again
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Everything that is held about a person, as a file for machines or for people."""
    user = signed_in(request)
    organisation = administered_by(user)
    person = person_in(organisation, request.POST.get("address", ""))
    if person is None:
        return _unknown(request)
    found = give_out(organisation, person, by=user)
    return _file(request, found, request.POST.get("format", "json"))


@asks_again
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Erase a person: asked for here, done by the worker."""
    user = signed_in(request)
    organisation = administered_by(user)
    person = person_in(organisation, request.POST.get("address", ""))
    if person is None:
        return _unknown(request)
    form = ErasureForm(person, request.POST)
    if form.is_valid():
        got = form.cleaned_data
        try:
            with transaction.atomic():
                made = ask_to_erase(
                    organisation,
                    person.address,
                    names=got.get("names", ()),
                    reports=got["reports"],
                    files=got["added"],
                    reason=got["reason"],
                    by=user,
                )
                transaction.on_commit(
                    lambda: erase_person.delay(str(made.pk)), robust=True
                )
        except PrivacyError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("The erasure is on its way: %(label)s.") % {"label": made.label},
            )
            return redirect("privacy:people")
    return _shown(request, organisation, person, form, status=HTTP_REFUSED)


@asks_again
@require_http_methods(["GET", "POST"])
def holds(request: HttpRequest) -> HttpResponse:
    """What is kept whatever its period says."""
    user = signed_in(request)
    organisation = administered_by(user)
    form = HoldForm(organisation, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        got = form.cleaned_data
        put_on_hold(got["vendor"], got["engagement"], reason=got["reason"], by=user)
        messages.success(request, _("Saved."))
        return redirect("privacy:holds")
    context = {
        "organisation": organisation,
        "form": form,
        "holds": Hold.objects.filter(organisation=organisation).select_related(
            "vendor", "engagement__vendor", "made_by"
        ),
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "privacy/holds.html", context, status=status)


@asks_again
@require_POST
def lift(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """Let periods count again."""
    user = signed_in(request)
    lift_hold(hold_for(user, hold_id), by=user)
    messages.success(request, _("The hold is lifted."))
    return redirect("privacy:holds")


@require_GET
def processing(request: HttpRequest) -> HttpResponse:
    """What is done with personal data here, and how long it is kept."""
    organisation = administered_by(signed_in(request))
    periods = periods_in_words(organisation)
    context = {
        "organisation": organisation,
        "activities": [
            (one, [(RetentionKind(kind).label, periods[kind]) for kind in one.kinds])
            for one in activities()
        ],
        "recipients": recipients(),
        "measures": measures(),
    }
    return render(request, "privacy/processing.html", context)


@asks_again
@require_POST
def mine(request: HttpRequest) -> HttpResponse:
    """What a person gets of their own account.

    Not in a session that began at a provider, where the account is known elsewhere too: the
    word of one organisation must not open what others hold.
    """
    user = signed_in(request)
    if user.is_known_elsewhere:
        raise PermissionDenied
    found = give_to_oneself(user)
    return _file(request, found, request.POST.get("format", "json"))


def _unknown(request: HttpRequest) -> HttpResponse:
    """Back to the search, after an address that nothing is held about."""
    messages.error(request, _("Nothing is held about this address here."))
    return redirect("privacy:people")


def _shown(
    request: HttpRequest,
    organisation: Organisation,
    person: Person,
    form: ErasureForm,
    status: int = 200,
) -> HttpResponse:
    held = held_about(person)
    context = {
        "organisation": organisation,
        "person": person,
        "groups": groups_of(held),
        "held": held,
        "reports": held.reports[:SHOWN],
        "more_reports": max(0, len(held.reports) - SHOWN),
        "form": form,
        "is_last_administrator": is_last_administrator(person),
        "is_under_hold": is_under_hold(person, held),
    }
    return render(request, "privacy/person.html", context, status=status)


def _file(request: HttpRequest, found: dict[str, Any], wanted: str) -> HttpResponse:
    day = timezone.localdate()
    if wanted == "html":
        reply = render(request, "privacy/dossier.html", {"found": found})
        name = f"personal-data-{day}.html"
    else:
        text = json.dumps(found, ensure_ascii=False, indent=2)
        reply = HttpResponse(text, content_type="application/json")
        name = f"personal-data-{day}.json"
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


@require_POST
def drop_samples(request: HttpRequest) -> HttpResponse:
    """Remove what is there to look around in."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.ASSESS)
    if put_samples_away(organisation, by=user):
        messages.success(request, _("The sample data is gone."))
    return redirect("dashboards:overview")
