"""Who may forget a view of a list."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from riskapp.accounts.access import may
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.lists.models import SavedView


def view_to_remove(user: User, view_id: UUID) -> SavedView:
    """A view of one's own, or a shared one for an administrator; hidden ones are 404."""
    view = get_object_or_404(
        SavedView.objects.offered_to(user).select_related("organisation"), pk=view_id
    )
    if view.owner_id != user.pk and not may(
        user, view.organisation_id, Capability.MANAGE_MEMBERS
    ):
        raise PermissionDenied
    return view
