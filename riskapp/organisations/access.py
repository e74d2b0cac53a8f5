"""Who may manage a member."""

from __future__ import annotations

from django.http import Http404

from riskapp.accounts.access import require, rights_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Membership, User


def membership_for(user: User, membership_id: int) -> Membership:
    """Strangers get 404; colleagues who may not manage members, 403."""
    found = (
        Membership.objects.select_related("organisation", "user")
        .filter(pk=membership_id)
        .first()
    )
    if found is None or not rights_in(user, found.organisation_id):
        raise Http404
    require(user, found.organisation_id, Capability.MANAGE_MEMBERS)
    return found
