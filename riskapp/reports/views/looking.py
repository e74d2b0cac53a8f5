"""The look of an organisation's reports."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from riskapp.accounts.access import organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.audit.http import changed_meanwhile
from riskapp.common.versions import as_it_is
from riskapp.reports.actions import change_look
from riskapp.reports.context.about import ACCENT
from riskapp.reports.context.colour import readable
from riskapp.reports.errors import BadPicture
from riskapp.reports.forms import LookForm
from riskapp.reports.queries.inputs import look_of


@require_http_methods(["GET", "POST"])
@transaction.atomic
def look(request: HttpRequest) -> HttpResponse:
    """See and change the colour and the logo of reports."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    if request.method == "POST":
        as_it_is(organisation)
    now = look_of(organisation)
    form = LookForm(
        request.POST or None,
        request.FILES or None,
        initial={"colour": now["colour"]},
        has_logo=bool(now["logo"]),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and not changed_meanwhile(form, organisation, "look of reports changed")
    ):
        logo = form.cleaned_data["logo"]
        try:
            change_look(
                organisation,
                colour=form.cleaned_data["colour"].lower(),
                logo=logo.read() if logo else None,
                remove_logo=form.cleaned_data.get("remove_logo", False),
                by=user,
            )
        except BadPicture as error:
            form.add_error("logo", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:look")
    context = {
        "organisation": organisation,
        "form": form,
        "logo": now["logo"],
        "accent": readable(now["colour"]) if now["colour"] else ACCENT,
    }
    return render(request, "reports/look.html", context, status=form.status)
