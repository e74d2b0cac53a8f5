"""What can happen to organisations and their members."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

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
