"""The trail hears of second factors."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.dispatch import receiver

from riskapp.accounts.models import User
from riskapp.organisations.actions import note_second_factor


@receiver(authenticator_added, dispatch_uid="organisations.second_factor_added")
def second_factor_added(
    user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        note_second_factor(user, is_added=True, by=user)


@receiver(authenticator_removed, dispatch_uid="organisations.second_factor_removed")
def second_factor_removed(
    user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        note_second_factor(user, is_added=False, by=user)
