"""What can happen to organisations and their members."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from riskapp.accounts.models import Membership, Organisation, User


@transaction.atomic
def add_member(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    password: str | None,
) -> Membership:
    """Make a person a member with these roles; a person who is new gets the password."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name)
    membership, _ = Membership.objects.update_or_create(
        organisation=organisation, user=user, defaults={"roles": list(roles)}
    )
    return membership


@transaction.atomic
def add_vendor_person(*, email: str, name: str, password: str) -> User:
    """An account for somebody at a vendor whose address was just proven; no membership."""
    return User.objects.create_user(
        email, password, name=name, proven_at=timezone.now()
    )


def mark_proven(user: User) -> None:
    """Note that the person signed in and proved the address of the account."""
    if user.proven_at is None:
        user.proven_at = timezone.now()
        user.save(update_fields=["proven_at"])
