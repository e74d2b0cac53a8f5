"""Who may manage a member, and who may answer an offer."""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from riskapp.accounts.access import require, rights_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Membership, Offer, OneTimeLink, User
from riskapp.common.wall import everything, keep_to_organisation

OFFER_KEY = "organisations_offer"
LINK_KEY = "organisations_link"


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
    request.session.pop(LINK_KEY, None)
    return offer_held(request)


def hold_link(request: HttpRequest, token: str) -> Offer:
    """Remember in the session that this link was opened; one that does not stand is 404."""
    with everything("an offer whose link was opened"):
        found = _open_links().filter(digest=OneTimeLink.digest_of(token)).first()
    if found is None:
        raise Http404
    request.session[OFFER_KEY] = str(found.offer_id)
    request.session[LINK_KEY] = str(found.pk)
    return offer_held(request)


def _open_links() -> QuerySet[OneTimeLink]:
    """Links that were made to be copied and have not ended."""
    return OneTimeLink.objects.filter(
        offer__isnull=False, expires_at__gt=timezone.now()
    )


def came_by_link(request: HttpRequest) -> bool:
    """Whether a link that was copied, and not the mail, led to the offer that is held."""
    return LINK_KEY in request.session


def forget_offer(request: HttpRequest) -> None:
    request.session.pop(OFFER_KEY, None)
    request.session.pop(LINK_KEY, None)


def offer_held(request: HttpRequest) -> Offer:
    """The offer whose mail was read in this session, or whose link was opened; 404 once it is
    answered or too old, or the link was made anew."""
    link = request.session.get(LINK_KEY)
    with everything("an offer whose mail was read"):
        if link and not _open_links().filter(pk=link).exists():
            raise Http404
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
    keep_to_organisation(found.organisation_id)
    return found
