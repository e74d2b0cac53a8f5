"""What can happen to people."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F
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


def disarm(user: User) -> bool:
    """Take away every second factor and end every session; whether there was a factor."""
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    end_every_session(user)
    return bool(removed)


def end_every_session(user: User) -> None:
    """Sign a person out everywhere, also in sessions that no list knows."""
    User.objects.filter(pk=user.pk).update(times_ended=F("times_ended") + 1)
    for session in UserSession.objects.filter(user=user):
        session.end()
