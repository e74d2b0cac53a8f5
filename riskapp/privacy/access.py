"""Who may see and change what is kept of people."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404

from riskapp.accounts.access import organisation_for, require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Organisation, User
from riskapp.privacy.models import Hold


def administered_by(user: User) -> Organisation:
    """The organisation a person works in and administers; PermissionDenied without the right."""
    return organisation_for(user, Capability.MANAGE_MEMBERS)


def hold_for(user: User, hold_id: UUID) -> Hold:
    """A hold of the organisation a person administers; 404 to strangers."""
    hold = get_object_or_404(
        Hold.objects.visible_to(user).select_related("vendor", "engagement"),
        pk=hold_id,
    )
    require(user, hold.organisation_id, Capability.MANAGE_MEMBERS)
    return hold
