"""What can happen to members."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from riskapp.accounts.actions import disarm
from riskapp.accounts.choices import Role
from riskapp.accounts.models import (
    DirectoryEntry,
    IdentityProvider,
    Membership,
    Offer,
    Organisation,
    User,
)
from riskapp.accounts.queries import (
    account_of,
    as_spelled,
)
from riskapp.audit.actions import record
from riskapp.organisations.actions.offers import withdraw_offer
from riskapp.organisations.errors import (
    BreakGlassNeeded,
    LastAdministrator,
)


def _is_member(user: User, organisation: Organisation) -> bool:
    return Membership.objects.filter(user=user, organisation=organisation).exists()


@transaction.atomic
def add_member(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    password: str | None,
) -> Membership:
    """Make a person a member with these roles, as the operator; a person who is new, and one
    whose address nobody has proven, gets the password. People in an organisation use :func:`offer_membership`."""
    user = account_of(email)
    if user is None:
        user = User.objects.create_user(email, password, name=name)
    elif user.proven_at is None and not _is_member(user, organisation):
        disarm(user)  # nobody knows who made it
        user.set_password(password)
        user.save(update_fields=["password"])
    membership, is_new = Membership.objects.select_for_update().get_or_create(
        organisation=organisation, user=user, defaults={"roles": list(roles)}
    )
    before = list(membership.roles)
    if is_new:
        record(
            "member added",
            membership,
            organisation=organisation,
            by=None,
            actor_label="operator",
            after={"email": user.email, "roles": before},
        )
    elif before != list(roles):
        membership.roles = list(roles)
        membership.save(update_fields=["roles"])
        record(
            "roles changed",
            membership,
            organisation=organisation,
            by=None,
            actor_label="operator",
            before={"roles": before},
            after={"roles": list(roles)},
        )
    return membership


@transaction.atomic
def change_roles(
    membership: Membership, *, roles: Sequence[str], by: User
) -> Membership:
    """Give a member other roles. Whoever is no administrator any more invites nobody: the
    invitations they sent are withdrawn. Raises LastAdministrator and BreakGlassNeeded."""
    membership = _locked(membership)
    before = list(membership.roles)
    if sorted(before) == sorted(roles):
        return membership
    membership.roles = list(roles)
    _require_administrator(membership)
    if Role.ADMINISTRATOR not in membership.roles:
        _require_break_glass(membership)
    membership.save(update_fields=["roles"])
    record(
        "roles changed",
        membership,
        organisation=membership.organisation,
        by=by,
        before={"roles": before},
        after={"roles": list(roles)},
    )
    if Role.ADMINISTRATOR not in membership.roles:
        _withdraw_invitations(membership, by=by)
    return membership


@transaction.atomic
def take_in(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    by: User | None = None,
    actor_label: str = "",
) -> Membership:
    """Make somebody a member for whom the organisation vouches, with these roles or those that
    were offered; the account must be new, or nobody's (``is_relied_on``)."""
    user = account_of(email)
    if user is None:
        user = User.objects.create_user(email, None, name=name or email)
    offers = Offer.objects.filter(as_spelled(email), organisation=organisation)
    offer = offers.filter(expires_at__gt=timezone.now()).first()
    membership = Membership.objects.create(
        organisation=organisation,
        user=user,
        roles=list(offer.roles) if offer else list(roles),
    )
    record(
        "member added",
        membership,
        organisation=organisation,
        by=None if actor_label else by or user,
        actor_label=actor_label,
        after={
            "email": email,
            "roles": list(membership.roles),
            "by": actor_label or "single sign-on",
        },
    )
    offers.delete()
    DirectoryEntry.objects.filter(as_spelled(email), organisation=organisation).update(
        is_active=True, deleted_at=None
    )
    DirectoryEntry.erased(organisation.pk, email).delete()
    return membership


@transaction.atomic
def remove_member(
    membership: Membership, *, by: User | None, actor_label: str = ""
) -> None:
    """Shut a member out at once, with the invitations they sent, so that they let nobody in,
    themselves least; what they did stays under their name.

    Where members come through a provider, who was removed does not become one again by
    signing in. Raises LastAdministrator and BreakGlassNeeded.
    """
    membership = _locked(membership)
    before = {"email": membership.user.email, "roles": list(membership.roles)}
    membership.roles = []
    _require_administrator(membership)
    _require_break_glass(membership)
    _keep_shut_out(membership)
    record(
        "member removed",
        membership,
        organisation=membership.organisation,
        by=by,
        actor_label=actor_label,
        before=before,
    )
    _withdraw_invitations(membership, by=by, actor_label=actor_label)
    membership.delete()


def _withdraw_invitations(
    membership: Membership, *, by: User | None, actor_label: str = ""
) -> None:
    """Take back what this member offered, but for whom the directory knows as well."""
    organisation = membership.organisation
    known = DirectoryEntry.objects.filter(organisation=organisation, is_active=True)
    for offer in Offer.objects.filter(
        organisation=organisation, made_by=membership.user
    ).exclude(email__in=known.values("email")):
        withdraw_offer(offer, by=by, actor_label=actor_label)


def _locked(membership: Membership) -> Membership:
    """The row, with all of the organisation's locked, so that one administrator remains."""
    rows = (
        Membership.objects.select_for_update(of=("self",))
        .filter(organisation=membership.organisation_id)
        .select_related("organisation", "user")
        .order_by("pk")
    )
    return next(row for row in rows if row.pk == membership.pk)


def _require_administrator(membership: Membership) -> None:
    if Role.ADMINISTRATOR in membership.roles:
        return
    others = Membership.objects.filter(
        organisation=membership.organisation,
        roles__contains=[Role.ADMINISTRATOR],
        user__is_active=True,
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise LastAdministrator


def _require_break_glass(membership: Membership) -> None:
    """The account that still signs in when the provider does not answer remains what it is."""
    if IdentityProvider.objects.filter(
        organisation=membership.organisation, break_glass=membership.user
    ).exists():
        raise BreakGlassNeeded


def _keep_shut_out(membership: Membership) -> None:
    """Remember whom signing in must not bring back, where that is how members are made."""
    organisation, user = membership.organisation, membership.user
    known = DirectoryEntry.objects.filter(organisation=organisation, email=user.email)
    if known.update(is_active=False, roles=[], changed_at=timezone.now()):
        return
    if IdentityProvider.objects.filter(organisation=organisation).exists():
        DirectoryEntry.objects.create(
            organisation=organisation,
            email=user.email,
            user_name=user.email,
            name=user.name,
            is_active=False,
        )
