"""Who may see and change API clients."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from riskapp.accounts.access import require, rights_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.machines.models import ApiClient, Webhook


def client_for(user: User, client_id: UUID) -> ApiClient:
    """A client of the organisation one manages; strangers get 404, other members 403."""
    rows = ApiClient.objects.select_related("organisation", "owner")
    found = rows.filter(pk=client_id).first()
    if found is None or not rights_in(user, found.organisation_id):
        raise Http404
    require(user, found.organisation_id, Capability.MANAGE_MEMBERS)
    return found


def own_client_for(user: User, client_id: UUID) -> ApiClient:
    """A client that acts as oneself, where one works; any other is 404."""
    rows = ApiClient.objects.working().filter(owner=user).visible_to(user)
    found = rows.select_related("organisation").filter(pk=client_id).first()
    if found is None or not rights_in(user, found.organisation_id):
        raise Http404
    return found


def webhook_for(user: User, webhook_id: UUID) -> Webhook:
    """A webhook of the organisation one manages; strangers get 404, other members 403."""
    rows = Webhook.objects.select_related("organisation")
    found = rows.filter(pk=webhook_id).first()
    if found is None or not rights_in(user, found.organisation_id):
        raise Http404
    require(user, found.organisation_id, Capability.MANAGE_MEMBERS)
    return found
