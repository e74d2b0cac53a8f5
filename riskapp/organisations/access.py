"""Who may manage a member, and who may answer an offer."""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest
from django.utils import timezone

from riskapp.accounts.access import require, rights_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Membership, Offer, User

OFFER_KEY = "organisations_offer"


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


def offer_for(user: User, offer_id: UUID) -> Offer:
    """An offer of the organisation one manages; strangers get 404."""
    found = Offer.objects.select_related("organisation").filter(pk=offer_id).first()
    if found is None or not rights_in(user, found.organisation_id):
        raise Http404
    require(user, found.organisation_id, Capability.MANAGE_MEMBERS)
    return found


def hold_offer(request: HttpRequest, token: str) -> Offer:
    """Remember in the session that this mail was read; anything that does not stand is 404."""
    try:
        request.session[OFFER_KEY] = Offer.id_in(token)
    except signing.BadSignature as error:
        raise Http404 from error
    return offer_held(request)


def offer_held(request: HttpRequest) -> Offer:
    """The offer whose mail was read in this session; 404 once it is answered or too old."""
    found = (
        Offer.objects.select_related("organisation", "made_by")
        .filter(
            pk=request.session.get(OFFER_KEY, UUID(int=0)),
            expires_at__gt=timezone.now(),
        )
        .first()
    )
    if found is None:
        raise Http404
    return found
