"""Keep a view of a list, or forget it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from riskapp.accounts.access import organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.lists.access import view_to_remove
from riskapp.lists.actions import remove_view, save_view
from riskapp.lists.choices import ListName
from riskapp.lists.forms import SaveViewForm


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the list one came from, and go back to it."""
    user = signed_in(request)
    form = SaveViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 60 letters."))
        known = request.POST.get("list") in ListName.values
        return redirect(request.POST["list"] if known else "dashboards:overview")
    got = form.cleaned_data
    view = save_view(
        organisation=organisation_for(user, Capability.VIEW),
        of=ListName(got["list"]),
        name=got["name"],
        query=got["query"],
        is_shared=got["is_shared"],
        by=user,
    )
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect(view.get_absolute_url())


@require_POST
def remove(request: HttpRequest, view_id: UUID) -> HttpResponse:
    """Forget a view, and go back to its list."""
    user = signed_in(request)
    view = view_to_remove(user, view_id)
    address = reverse(view.list)
    remove_view(view, by=user)
    messages.success(request, _("The view “%(name)s” is gone.") % {"name": view.name})
    return redirect(address)
