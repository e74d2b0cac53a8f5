"""Who may see the register: the only way a view gets something of it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from riskapp.accounts.access import require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.vendors.models import Contact, Engagement, Import, Vendor


def vendor_for(
    user: User, vendor_id: UUID, can: Capability = Capability.VIEW
) -> Vendor:
    """Strangers get 404, so identifiers leak nothing; colleagues without the right, 403."""
    vendor = get_object_or_404(
        Vendor.objects.visible_to(user).select_related("organisation", "owner"),
        pk=vendor_id,
    )
    require(user, vendor.organisation_id, can)
    return vendor


def engagement_for(
    user: User, engagement_id: UUID, can: Capability = Capability.VIEW
) -> Engagement:
    """Strangers get 404; colleagues without the right, 403."""
    engagement = get_object_or_404(
        Engagement.objects.visible_to(user).select_related("organisation", "vendor"),
        pk=engagement_id,
    )
    require(user, engagement.organisation_id, can)
    return engagement


def contact_for(user: User, contact_id: UUID, can: Capability) -> Contact:
    """A person at a vendor: strangers get 404; colleagues without the right, 403."""
    contact = (
        Contact.objects.select_related("vendor__organisation")
        .filter(pk=contact_id)
        .first()
    )
    if contact is None:
        raise Http404
    vendor_for(user, contact.vendor_id, can)
    return contact


def import_for(user: User, import_id: UUID, can: Capability) -> Import:
    """A file of vendors: strangers get 404; colleagues without the right, 403."""
    found = get_object_or_404(
        Import.objects.visible_to(user).select_related("organisation", "made_by"),
        pk=import_id,
    )
    require(user, found.organisation_id, can)
    return found
