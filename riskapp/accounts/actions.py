"""What can happen to people."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from riskapp.accounts.models import User


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
