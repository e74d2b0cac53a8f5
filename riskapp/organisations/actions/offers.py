"""Memberships that are offered, by mail or by a link that is handed over."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from riskapp.accounts.actions import add_vendor_person, disarm, mark_proven
from riskapp.accounts.models import (
    DirectoryEntry,
    Membership,
    Offer,
    OneTimeLink,
    Organisation,
    User,
)
from riskapp.accounts.queries import (
    account_of,
    as_spelled,
    speaks_for_another,
)
from riskapp.audit.actions import record
from riskapp.audit.models import AuditEntry
from riskapp.common.names import address
from riskapp.organisations.actions.mailing import queue_offer
from riskapp.organisations.errors import (
    AlreadyMember,
    AlreadyOffered,
    DomainElsewhere,
    InvitedOften,
    OfferedOften,
    OfferGone,
)

# How long an offer stands, and how often it is mailed within an hour.
OFFERED_FOR = datetime.timedelta(days=14)
MAILS = 3
MAILS_WITHIN = datetime.timedelta(hours=1)


@transaction.atomic
def offer_membership(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    by: User,
    actor_label: str = "",
) -> Offer:
    """Offer a person these roles by mail; they are no member, and nothing is known of them,
    until they accept.

    ``actor_label`` names a directory that did so by itself; ``by`` answers for it. Raises
    AlreadyMember, AlreadyOffered and InvitedOften.
    """
    email = address(email)
    held = Membership.objects.filter(as_spelled(email, "user__email"))
    if held.filter(organisation=organisation).exists():
        raise AlreadyMember(email)
    Offer.objects.filter(
        organisation=organisation, email=email, expires_at__lte=timezone.now()
    ).delete()
    if invited_within_hour(organisation) >= settings.MEMBER_INVITATIONS:
        raise InvitedOften
    offer, is_new = Offer.objects.get_or_create(
        organisation=organisation,
        email=email,
        defaults={
            "name": name.strip(),
            "roles": list(roles),
            "made_by": by,
            "expires_at": timezone.now() + OFFERED_FOR,
        },
    )
    if not is_new:
        raise AlreadyOffered(email)
    record(
        "member invited",
        offer,
        organisation=organisation,
        by=None if actor_label else by,
        actor_label=actor_label,
        after={"email": email, "roles": list(roles)},
    )
    queue_offer(offer)
    return offer


def invited_within_hour(organisation: Organisation, actor_label: str = "") -> int:
    """How many people were invited lately, by a directory where one is named; withdrawn
    invitations count too, because their mails went out."""
    made = AuditEntry.objects.filter(
        organisation=organisation,
        action="member invited",
        at__gt=timezone.now() - MAILS_WITHIN,
    )
    return (made.filter(actor_label=actor_label) if actor_label else made).count()


@transaction.atomic
def offer_again(offer: Offer, *, by: User) -> Offer:
    """Note that an offer is mailed once more; raises OfferedOften after three in an hour."""
    offer = _locked_offer(offer)
    if offer.mailed_at < timezone.now() - MAILS_WITHIN:
        offer.mails = offer.handed = 0
    if offer.mails >= MAILS:
        raise OfferedOften
    if not offer.mails:
        offer.mailed_at = timezone.now()
    offer.mails += 1
    offer.expires_at = timezone.now() + OFFERED_FOR
    offer.save(update_fields=["mails", "handed", "mailed_at", "expires_at"])
    record("invitation sent again", offer, organisation=offer.organisation, by=by)
    queue_offer(offer)
    return offer


@transaction.atomic
def make_link(offer: Offer, *, by: User) -> str:
    """The token of a link that opens an offer once, to be handed over by hand; the one made
    before opens nothing any more. Raises OfferGone, and DomainElsewhere where another
    organisation has proven that the domain of the address is its own."""
    offer = _locked_offer(offer)
    if speaks_for_another(offer.organisation, offer.email):
        raise DomainElsewhere
    OneTimeLink.objects.filter(offer=offer).delete()
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        organisation=offer.organisation,
        offer=offer,
        digest=OneTimeLink.digest_of(token),
        expires_at=offer.expires_at,
    )
    record(
        "link of an invitation made",
        offer,
        organisation=offer.organisation,
        by=by,
        after={"email": offer.email, "until": offer.expires_at.isoformat()},
    )
    return token


def link_url(token: str) -> str:
    """The address of a link that was made to be copied."""
    return f"{settings.PUBLIC_URL}{reverse('organisations:linked', args=[token])}"


@transaction.atomic
def withdraw_offer(offer: Offer, *, by: User | None, actor_label: str = "") -> None:
    """Take an offer back; its link opens nothing any more."""
    record(
        "invitation withdrawn",
        offer,
        organisation=offer.organisation,
        by=by,
        actor_label=actor_label,
        before={"email": offer.email, "roles": list(offer.roles)},
    )
    offer.delete()


@transaction.atomic
def accept_offer(offer: Offer, *, user: User, by_link: bool = False) -> Membership:
    """Make a person a member who wants to be one; accepting twice is harmless. Whoever came
    by the mail, and not by a link that was copied, owns the address."""
    offer = _locked_offer(offer)
    if not by_link:
        mark_proven(user)
    membership, is_new = Membership.objects.get_or_create(
        organisation=offer.organisation, user=user, defaults={"roles": offer.roles}
    )
    if is_new:
        record(
            "member added",
            membership,
            organisation=offer.organisation,
            by=user,
            after={
                "email": user.email,
                "roles": list(membership.roles),
                "invited by": offer.made_by.email,
            },
        )
        DirectoryEntry.objects.filter(
            organisation=offer.organisation, email=user.email
        ).update(is_active=True, deleted_at=None)
        DirectoryEntry.erased(offer.organisation_id, user.email).delete()
    offer.delete()
    return membership


@transaction.atomic
def join_by_offer(
    offer: Offer, *, name: str, password: str, by_link: bool = False
) -> Membership:
    """An account for whoever got the mail, and the membership that was offered.

    Whoever came by a link that was copied proved no address: they get nobody's account, and
    a new one counts as nobody's at a vendor. Raises OfferGone where that was done meanwhile.
    """
    offer = _locked_offer(offer)
    user = account_of(offer.email)
    if by_link:
        if user is not None:
            raise PermissionDenied
        user = User.objects.create_user(offer.email, password, name=name.strip())
    elif user is None:
        user = add_vendor_person(email=offer.email, name=name, password=password)
    elif user.has_usable_password():
        raise PermissionDenied
    else:
        disarm(user)
        user.name, user.proven_at = name.strip(), timezone.now()
        user.set_password(password)
        user.save(update_fields=["name", "proven_at", "password"])
    return accept_offer(offer, user=user, by_link=by_link)


@transaction.atomic
def decline_offer(offer: Offer) -> None:
    """Note only that the address does not want to; nothing more of the person is known."""
    record(
        "invitation declined",
        offer,
        organisation=offer.organisation,
        by=None,
        actor_label=offer.email,
    )
    offer.delete()


def _locked_offer(offer: Offer) -> Offer:
    """The row, unless it was answered meanwhile; raises OfferGone."""
    found = (
        Offer.objects.select_for_update(of=("self",))
        .select_related("organisation", "made_by")
        .filter(pk=offer.pk)
        .first()
    )
    if found is None:
        raise OfferGone
    return found
