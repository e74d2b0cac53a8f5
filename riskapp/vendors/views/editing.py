"""Add and change vendors and engagements, put them away and bring them back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from riskapp.accounts.access import organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.audit.http import changed_meanwhile
from riskapp.common.versions import as_it_is
from riskapp.presentation.labels import label_of
from riskapp.vendors import actions
from riskapp.vendors.access import engagement_for, vendor_for
from riskapp.vendors.choices import Tier
from riskapp.vendors.errors import NameUnreadable, RegisterError, RegisterNameTaken
from riskapp.vendors.forms import EngagementForm, VendorForm
from riskapp.vendors.http import with_link
from riskapp.vendors.models import Vendor
from riskapp.vendors.queries import members_of


@require_http_methods(["GET", "POST"])
def add_vendor(request: HttpRequest) -> HttpResponse:
    """Register a vendor."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.ASSESS)
    form = VendorForm(
        request.POST if request.method == "POST" else None,
        members=members_of([organisation.pk]),
    )
    if form.is_bound and form.is_valid():
        try:
            vendor = actions.register_vendor(
                organisation=organisation, by=user, **form.cleaned_data
            )
        except RegisterError as error:
            form.add_error("name", with_link(error))
        else:
            messages.success(request, _("%(name)s is registered.") % {"name": vendor})
            return redirect("vendors:detail", vendor.pk)
    return _page(request, "vendors/vendor_form.html", form, {})


@require_http_methods(["GET", "POST"])
@transaction.atomic
def edit_vendor(request: HttpRequest, vendor_id: UUID) -> HttpResponse:
    """Change what is known of a vendor."""
    user = signed_in(request)
    vendor = vendor_for(user, vendor_id, Capability.ASSESS)
    if request.method == "POST":
        as_it_is(vendor)
    form = VendorForm(
        request.POST if request.method == "POST" else None,
        members=members_of([vendor.organisation_id]),
        initial=VendorForm.initial_of(vendor),
    )
    if (
        form.is_bound
        and form.is_valid()
        and not changed_meanwhile(form, vendor, "vendor changed")
    ):
        try:
            actions.change_vendor(vendor, by=user, **form.cleaned_data)
        except RegisterError as error:
            is_name = isinstance(error, RegisterNameTaken | NameUnreadable)
            form.add_error("name" if is_name else None, with_link(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("vendors:detail", vendor.pk)
    return _page(request, "vendors/vendor_form.html", form, {"vendor": vendor})


@require_http_methods(["GET", "POST"])
def add_engagement(request: HttpRequest, vendor_id: UUID) -> HttpResponse:
    """Register a piece of work of a vendor."""
    user = signed_in(request)
    vendor = vendor_for(user, vendor_id, Capability.ASSESS)
    form = EngagementForm(
        request.POST if request.method == "POST" else None,
        known=vendor.organisation.buyer_facts,
    )
    if form.is_bound and form.is_valid():
        try:
            engagement = actions.register_engagement(
                vendor=vendor, by=user, **form.work
            )
        except RegisterError as error:
            form.add_error("name", str(error))
        else:
            messages.success(
                request,
                _("%(name)s is registered. Tier: %(tier)s.")
                % {
                    "name": engagement.name,
                    "tier": label_of(Tier, engagement.tier),
                },
            )
            return redirect("vendors:detail", vendor.pk)
    return _page(request, "vendors/engagement_form.html", form, {"vendor": vendor})


@require_http_methods(["GET", "POST"])
@transaction.atomic
def edit_engagement(request: HttpRequest, engagement_id: UUID) -> HttpResponse:
    """Change a piece of work; its tier follows from the answers."""
    user = signed_in(request)
    engagement = engagement_for(user, engagement_id, Capability.ASSESS)
    if request.method == "POST":
        as_it_is(engagement)
    form = EngagementForm(
        request.POST if request.method == "POST" else None,
        initial=EngagementForm.initial_of(engagement),
        known=engagement.organisation.buyer_facts,
    )
    if (
        form.is_bound
        and form.is_valid()
        and not changed_meanwhile(form, engagement, "engagement changed")
    ):
        try:
            actions.change_engagement(engagement, by=user, **form.work)
        except RegisterError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("vendors:detail", engagement.vendor_id)
    context = {"vendor": engagement.vendor, "engagement": engagement}
    return _page(request, "vendors/engagement_form.html", form, context)


@require_POST
def archive(request: HttpRequest, vendor_id: UUID) -> HttpResponse:
    """Put a vendor away."""
    return _move(request, vendor_id, actions.archive_vendor, _("%(name)s is archived."))


@require_POST
def restore(request: HttpRequest, vendor_id: UUID) -> HttpResponse:
    """Bring a vendor back."""
    return _move(
        request, vendor_id, actions.restore_vendor, _("%(name)s is back in the lists.")
    )


@require_POST
def archive_work(request: HttpRequest, engagement_id: UUID) -> HttpResponse:
    """Put a piece of work away."""
    return _move_work(
        request, engagement_id, actions.archive_engagement, _("%(name)s is archived.")
    )


@require_POST
def restore_work(request: HttpRequest, engagement_id: UUID) -> HttpResponse:
    """Bring a piece of work back."""
    return _move_work(
        request,
        engagement_id,
        actions.restore_engagement,
        _("%(name)s is back in the lists."),
    )


def _move(
    request: HttpRequest, vendor_id: UUID, move: Callable[..., Vendor], done: str
) -> HttpResponse:
    user = signed_in(request)
    vendor = vendor_for(user, vendor_id, Capability.ASSESS)
    try:
        move(vendor, by=user)
    except RegisterError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done % {"name": vendor})
    return redirect("vendors:detail", vendor_id)


def _move_work(
    request: HttpRequest, engagement_id: UUID, move: Callable[..., Any], done: str
) -> HttpResponse:
    user = signed_in(request)
    engagement = engagement_for(user, engagement_id, Capability.ASSESS)
    try:
        move(engagement, by=user)
    except RegisterError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done % {"name": engagement.name})
    return redirect("vendors:detail", engagement.vendor_id)


def _page(
    request: HttpRequest, template: str, form: Any, context: dict[str, Any]
) -> HttpResponse:
    return render(request, template, context | {"form": form}, status=form.status)
