"""Rights of members."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Membership, Organisation, User


def signed_in(request: HttpRequest) -> User:
    """The person who asks; the login middleware lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def require(user: User, organisation_id: UUID, can: Capability) -> Membership:
    """The person's membership; raises PermissionDenied without the capability."""
    membership = Membership.objects.filter(
        organisation_id=organisation_id, user=user
    ).first()
    if membership is None or not membership.can(can):
        raise PermissionDenied
    return membership


def organisation_for(user: User, can: Capability) -> Organisation:
    """The organisation a person works in; raises PermissionDenied without the capability.

    A person who belongs to several works in the first of them that grants it.
    """
    memberships = (
        Membership.objects.filter(user=user)
        .select_related("organisation")
        .order_by("id")
    )
    for membership in memberships:
        if membership.can(can):
            return membership.organisation
    raise PermissionDenied


def may_anywhere(user: User, can: Capability) -> bool:
    """Whether a person holds a capability in some organisation: what a button needs to know."""
    return any(membership.can(can) for membership in memberships_of(user))


def memberships_of(user: User) -> list[Membership]:
    """What a person is in which organisation; one query for pages that show several doors."""
    return list(Membership.objects.filter(user=user))


def rights_in(user: User, organisation_id: UUID) -> frozenset[Capability]:
    """Every capability a person holds in an organisation; one query."""
    membership = Membership.objects.filter(
        organisation_id=organisation_id, user=user
    ).first()
    if membership is None:
        return frozenset()
    return frozenset(c for c in Capability if membership.can(c))


def may(user: User, organisation_id: UUID, can: Capability) -> bool:
    """Whether a person holds a capability, for pages that show less to some."""
    membership = Membership.objects.filter(
        organisation_id=organisation_id, user=user
    ).first()
    return membership is not None and membership.can(can)
