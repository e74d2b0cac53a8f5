"""The settings of the organisation a person administers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from riskapp.accounts.access import organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.organisations.actions import SETTINGS, change_settings
from riskapp.organisations.forms import SettingsForm

HTTP_REFUSED = 422


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """See and change what holds for the whole organisation."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    form = SettingsForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(organisation, name) for name in SETTINGS},
    )
    if request.method == "POST" and form.is_valid():
        change_settings(organisation, wanted=form.cleaned_data, by=user)
        messages.success(request, _("Saved."))
        return redirect("organisations:settings")
    context = {"organisation": organisation, "form": form}
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "organisations/settings.html", context, status=status)
