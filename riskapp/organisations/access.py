"""Who may manage a member."""

from __future__ import annotations

from django.http import Http404

from riskapp.accounts.access import require
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Membership, User


def membership_for(user: User, membership_id: int) -> Membership:
    """Strangers get 404; colleagues who may not manage members, 403."""
    found = (
        Membership.objects.select_related("organisation", "user")
        .filter(pk=membership_id, organisation__memberships__user=user)
        .first()
    )
    if found is None:
        raise Http404
    require(user, found.organisation_id, Capability.MANAGE_MEMBERS)
    return found
