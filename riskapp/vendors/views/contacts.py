"""People at a vendor."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from riskapp.accounts.access import signed_in
from riskapp.accounts.choices import Capability
from riskapp.audit.http import changed_meanwhile, list_file
from riskapp.common.exports import Column
from riskapp.common.lists import list_page
from riskapp.common.versions import as_it_is
from riskapp.lists.queries import OF_PARTS, bulk_bar
from riskapp.vendors import actions
from riskapp.vendors.access import contact_for, vendor_for
from riskapp.vendors.errors import RegisterError
from riskapp.vendors.forms import ContactFilter, ContactForm
from riskapp.vendors.models import Contact
from riskapp.vendors.queries import listed_contacts, with_vendors

HTTP_REFUSED = 422


COLUMNS = (
    Column("Vendor", lambda row: row.vendor.name),
    Column("Name", lambda row: row.name),
    Column("E-mail address", lambda row: row.email),
    Column("Role", lambda row: row.role),
    Column("Main contact", lambda row: row.is_main),
    Column("Added", lambda row: row.created_at),
    Column("Archived", lambda row: row.vendor.archived_at),
)


@require_GET
def index(request: HttpRequest) -> HttpResponseBase:
    """The people at all vendors, narrowed and sorted, on pages or as a file."""
    user = signed_in(request)
    narrowed = ContactFilter(request.GET, queryset=listed_contacts(user), user=user)
    whole = with_vendors(narrowed.qs)
    if file := list_file(request, "contacts", COLUMNS, whole):
        return file
    context = list_page(request, narrowed)
    context["bar"] = bulk_bar(request, does=OF_PARTS)
    return render(request, "vendors/contacts.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, vendor_id: UUID) -> HttpResponse:
    """Add a person at a vendor."""
    user = signed_in(request)
    vendor = vendor_for(user, vendor_id, Capability.ASSESS)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            contact = actions.add_contact(vendor, by=user, **form.cleaned_data)
        except RegisterError as error:
            form.add_error("email", str(error))
        else:
            messages.success(
                request,
                _("%(address)s is a contact of %(name)s.")
                % {"address": contact.email, "name": vendor},
            )
            return redirect("vendors:detail", vendor_id)
    status = HTTP_REFUSED if form.errors else 200
    context = {"form": form, "vendor": vendor}
    return render(request, "vendors/contact_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def edit(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Change a person at a vendor."""
    user = signed_in(request)
    contact = contact_for(user, contact_id, Capability.ASSESS)
    if request.method == "POST":
        as_it_is(contact.vendor)
        contact.refresh_from_db()
    form = ContactForm(
        request.POST if request.method == "POST" else None,
        initial={
            "name": contact.name,
            "email": contact.email,
            "role": contact.role,
            "is_main": contact.is_main,
        },
    )
    if form.is_bound and form.is_valid() and not _is_outdated(form, contact):
        try:
            actions.change_contact(contact, by=user, **form.cleaned_data)
        except RegisterError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("vendors:detail", contact.vendor_id)
    context = {"form": form, "vendor": contact.vendor, "contact": contact}
    return render(request, "vendors/contact_form.html", context, status=form.status)


def _is_outdated(form: ContactForm, contact: Contact) -> bool:
    return changed_meanwhile(
        form, contact.vendor, "contact changed", after__email=contact.email
    )


@require_POST
def remove(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Take a person out of the register."""
    user = signed_in(request)
    contact = contact_for(user, contact_id, Capability.ASSESS)
    actions.remove_contact(contact, by=user)
    messages.success(
        request,
        _("%(address)s is no longer in the register.") % {"address": contact.email},
    )
    return redirect("vendors:detail", contact.vendor_id)
