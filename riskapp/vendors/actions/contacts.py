"""People at a vendor to whom assessments are addressed."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from riskapp.accounts.models import User
from riskapp.audit.actions import record
from riskapp.common.names import address, tidy
from riskapp.vendors.actions.register import locked
from riskapp.vendors.errors import RegisterNameTaken, VendorArchived
from riskapp.vendors.models import Contact, Vendor


@transaction.atomic
def add_contact(
    vendor: Vendor,
    *,
    email: str,
    by: User,
    name: str = "",
    role: str = "",
    is_main: bool = False,
) -> Contact:
    """Add a person at a vendor; the first one is the main contact.

    Raises NameTaken when the address is there already, and VendorArchived.
    """
    vendor = locked(vendor)
    if vendor.is_archived:
        raise VendorArchived(vendor.name)
    is_main = is_main or not vendor.contacts.exists()
    contact = Contact(vendor=vendor)
    _fill(contact, name, email, role, is_main=is_main)
    record(
        "contact added",
        vendor,
        organisation=vendor.organisation,
        by=by,
        after=facts(contact),
    )
    return contact


@transaction.atomic
def change_contact(
    contact: Contact, *, name: str, email: str, role: str, is_main: bool, by: User
) -> Contact:
    """Change a person at a vendor; a new main contact takes over from the old one.

    Raises NameTaken and VendorArchived.
    """
    vendor = locked(contact.vendor)
    if vendor.is_archived:
        raise VendorArchived(vendor.name)
    contact = Contact.objects.get(pk=contact.pk)
    before = facts(contact)
    _fill(contact, name, email, role, is_main=is_main)
    after = facts(contact)
    if before != after:
        record(
            "contact changed",
            vendor,
            organisation=vendor.organisation,
            by=by,
            before=before,
            after=after,
        )
    return contact


@transaction.atomic
def remove_contact(contact: Contact, *, by: User) -> None:
    """Take a person out of the register: nobody's address is kept without need.

    What was sent to the address stays with the assessments. Twice is once.
    """
    vendor = locked(contact.vendor)
    deleted, _ = Contact.objects.filter(pk=contact.pk).delete()
    if deleted:
        record(
            "contact removed",
            vendor,
            organisation=vendor.organisation,
            by=by,
            before=facts(contact),
        )


def facts(contact: Contact) -> dict[str, str | bool]:
    """What the audit trail says about a contact."""
    return {
        "name": contact.name,
        "email": contact.email,
        "role": contact.role,
        "is_main": contact.is_main,
    }


def _fill(contact: Contact, name: str, email: str, role: str, *, is_main: bool) -> None:
    contact.name, contact.email = tidy(name), address(email)
    contact.role, contact.is_main = role.strip(), is_main
    if is_main:
        Contact.objects.filter(vendor=contact.vendor, is_main=True).exclude(
            pk=contact.pk
        ).update(is_main=False)
    try:
        with transaction.atomic():
            contact.save()
    except IntegrityError as error:
        raise RegisterNameTaken(
            _("%(email)s is already a contact of %(vendor)s.")
            % {"email": contact.email, "vendor": contact.vendor},
            contact.vendor_id,
        ) from error
