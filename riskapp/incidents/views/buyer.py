"""Incidents for members: open one, see whom it affects, ask, close."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from riskapp.accounts.access import may, organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.common.uploads import in_memory
from riskapp.incidents.access import incident_for
from riskapp.incidents.actions.asking import ask_vendors
from riskapp.incidents.actions.opening import (
    IncidentInput,
    change_names,
    close_incident,
    open_incident,
)
from riskapp.incidents.errors import AdvisoryRefused, IncidentError
from riskapp.incidents.files import MOST_BYTES, read_advisory
from riskapp.incidents.forms import (
    AdvisoryForm,
    AdvisoryOpenForm,
    CloseForm,
    IncidentAskForm,
    NamesForm,
    OpenForm,
)
from riskapp.incidents.models import Incident
from riskapp.incidents.queries.clocks import running
from riskapp.incidents.queries.naming import subject_in_words
from riskapp.incidents.queries.outcome import counts
from riskapp.incidents.queries.reach import (
    affected,
    details,
    named_others,
    silent,
    with_reasons,
)
from riskapp.incidents.queries.requests import (
    AskedRow,
    asked_rows,
    by_engagement,
    questions_in,
    recipients,
)

HTTP_REFUSED = 422
A_PAGE = 50
SALT = "incidents.advisory"
A_DAY = 24 * 3600
SHOWS = ("affected", "silent", "others", "asked")


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The incidents of an organisation, newest first."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.VIEW_ANSWERS)
    rows = Incident.objects.visible_to(user).filter(organisation=organisation)
    page = Paginator(rows.select_related("opened_by"), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "query": "",
        "rows": [(row, subject_in_words(row)) for row in page],
        "may_handle": may(user, organisation.pk, Capability.HANDLE_INCIDENTS),
    }
    return render(request, "incidents/list.html", context)


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Open an incident by its name, and go to its list at once."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.HANDLE_INCIDENTS)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            incident = open_incident(
                IncidentInput(
                    given["kind"], form.subjects, given["aware_at"], given["summary"]
                ),
                organisation=organisation,
                by=user,
            )
        except IncidentError as error:
            form.add_error("subject", str(error))
        else:
            return redirect("incidents:detail", incident.pk)
    context = {"form": form, "file_form": AdvisoryForm()}
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "incidents/open.html", context, status=status)


@in_memory
@require_POST
def advisory(request: HttpRequest) -> HttpResponse:
    """Read a CSAF file and show what it names; nothing is opened before somebody confirms."""
    user = signed_in(request)
    organisation_for(user, Capability.HANDLE_INCIDENTS)
    file_form = AdvisoryForm(request.POST, request.FILES)
    if file_form.is_valid():
        given = file_form.cleaned_data["advisory"]
        try:
            found = read_advisory(given.read(MOST_BYTES + 1), given.name or "")
        except AdvisoryRefused as error:
            file_form.add_error("advisory", str(error))
        else:
            names = dict.fromkeys(one.name for one in found.products)
            makers = dict.fromkeys(one.vendor for one in found.products if one.vendor)
            kept = {
                "facts": found.facts(),
                "names": [*names, *(one for one in makers if one not in names)],
            }
            return _confirm(request, kept, AdvisoryOpenForm(
                names=[(name, name) for name in kept["names"]],
                initial={"products": list(names), "summary": found.title},
            ))  # fmt: skip
    context = {"form": OpenForm(), "file_form": file_form}
    return render(request, "incidents/open.html", context, status=HTTP_REFUSED)


@require_POST
def advisory_confirm(request: HttpRequest) -> HttpResponse:
    """Open an incident with the names of an advisory that were confirmed."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.HANDLE_INCIDENTS)
    try:
        kept = signing.loads(request.POST.get("read", ""), salt=SALT, max_age=A_DAY)
    except signing.BadSignature:
        messages.error(request, _("Choose the file again; it was read too long ago."))
        return redirect("incidents:open")
    form = AdvisoryOpenForm(
        request.POST, names=[(name, name) for name in kept["names"]]
    )
    if form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            incident = open_incident(
                IncidentInput(
                    given["kind"],
                    given["products"],
                    given["aware_at"],
                    given["summary"],
                    kept["facts"],
                ),
                organisation=organisation,
                by=user,
            )
        except IncidentError as error:
            form.add_error("products", str(error))
        else:
            return redirect("incidents:detail", incident.pk)
    return _confirm(request, kept, form)


def _confirm(
    request: HttpRequest, kept: dict[str, Any], form: AdvisoryOpenForm
) -> HttpResponse:
    context = {
        "form": form,
        "facts": kept["facts"],
        "read": signing.dumps(kept, salt=SALT, compress=True),
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "incidents/advisory.html", context, status=status)


@require_GET
def detail(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The list, what was asked and answered, and the clocks beside."""
    user = signed_in(request)
    incident = incident_for(user, incident_id)
    return _page(request, incident)


@require_POST
def ask(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Send the five questions to everybody concerned who was not asked."""
    user = signed_in(request)
    incident = incident_for(user, incident_id, Capability.HANDLE_INCIDENTS)
    known = [one.engagement for one in affected(incident)]
    form = _ask_form(incident, known, request.POST)
    if not form.is_valid():
        return _page(request, incident, ask_form=form)
    wanted: Collection[UUID] = known
    if form.cleaned_data.get("with_silent"):
        wanted = [*known, *silent(incident, known).values_list("pk", flat=True)]
    try:
        asked = ask_vendors(
            incident, wanted, form.texts(dict(settings.LANGUAGES)), by=user
        )
    except IncidentError as error:
        messages.error(request, str(error))
    else:
        text = ngettext(
            "%(count)s mail is on its way.", "%(count)s mails are on their way.", len(asked)
        )  # fmt: skip
        messages.success(request, text % {"count": len(asked)})
    return redirect("incidents:detail", incident_id)


@require_POST
def names(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Change the names that are looked for."""
    user = signed_in(request)
    incident = incident_for(user, incident_id, Capability.HANDLE_INCIDENTS)
    form = NamesForm(request.POST)
    if not form.is_valid():
        return _page(request, incident, names_form=form)
    try:
        change_names(incident, form.wanted, by=user)
    except IncidentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The list was made anew with these names."))
    return redirect("incidents:detail", incident_id)


@require_POST
def close(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Close an incident with a note."""
    user = signed_in(request)
    incident = incident_for(user, incident_id, Capability.HANDLE_INCIDENTS)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, incident, close_form=form)
    try:
        close_incident(incident, note=form.cleaned_data["note"], by=user)
    except IncidentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The incident is closed."))
    return redirect("incidents:detail", incident_id)


def _page(request: HttpRequest, incident: Incident, **forms: Any) -> HttpResponse:
    """The page of an incident, with a form that was refused in the place of a fresh one."""
    user, now = signed_in(request), timezone.now()
    work = affected(incident)
    known = {one.engagement for one in work}
    asked = asked_rows(incident, now)
    told = counts(incident, known, asked)
    may_handle = incident.is_open and may(
        user, incident.organisation_id, Capability.HANDLE_INCIDENTS
    )
    shown = request.GET.get("show", SHOWS[0])
    if shown not in SHOWS:
        raise Http404
    context: dict[str, Any] = {
        "incident": incident,
        "subject": subject_in_words(incident),
        "counts": told,
        "tabs": [
            ("affected", _("Affected"), told["affected"]),
            ("silent", _("Nothing is known"), told["silent"]),
            ("others", _("Does not name it"), told["named_others"]),
            ("asked", _("Asked"), told["asked"]),
        ],
        "shown": shown,
        "clocks": running(incident, now),
        "now": now,
        "may_handle": may_handle,
        "may_request": may(user, incident.organisation_id, Capability.REQUEST_REPORT),
        "languages": settings.LANGUAGES,
        "query": f"show={shown}",
    }
    context |= _listed(request, incident, shown, work, known, asked)
    if may_handle:
        context |= {
            "names_form": NamesForm(initial={"names": "\n".join(incident.names)}),
            "close_form": CloseForm(),
            "ask_form": _ask_form(incident, known, silent=told["silent"]),
        }
        found, without = recipients(incident, known)
        context |= {"to_ask": found, "without_address": without}
    context |= forms
    status = HTTP_REFUSED if forms else 200
    return render(request, "incidents/detail.html", context, status=status)


def _listed(
    request: HttpRequest,
    incident: Incident,
    shown: str,
    work: list[Any],
    known: set[UUID],
    asked: list[AskedRow],
) -> dict[str, Any]:
    """One page of the list that is looked at."""
    by_name = ("vendor__name_sorted", "name_sorted", "pk")
    rows: Any
    if shown == "affected":
        rows = work
    elif shown == "asked":
        rows = asked
    elif shown == "silent":
        rows = silent(incident, known).select_related("vendor").order_by(*by_name)
    else:
        rows = named_others(incident, known).select_related("vendor").order_by(*by_name)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    listed: list[Any] = list(page)
    if shown == "affected":
        at = by_engagement(asked)
        listed = [(one, at.get(one.engagement.pk)) for one in details(incident, listed)]
    elif shown == "silent":
        at = by_engagement(asked)
        listed = [(*row, at.get(row[0].pk)) for row in with_reasons(listed)]
    return {"page": page, "rows": listed}


def _ask_form(
    incident: Incident, known: Collection[UUID], data: Any = None, *, silent: int = 1
) -> IncidentAskForm:
    """The five questions in the languages of those who would be asked."""
    languages = dict(settings.LANGUAGES)
    found, _without = recipients(incident, known)
    needed = {one.language for one in found} or {incident.organisation.language}
    ready = questions_in(incident, [code for code in languages if code in needed])
    return IncidentAskForm(data, ready=ready, languages=languages, silent=silent)
