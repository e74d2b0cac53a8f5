"""The trail hears of second factors, and of who comes, tries and leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.signals import user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
)
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.dispatch import receiver

from riskapp.accounts.models import Membership, Organisation, User
from riskapp.accounts.queries import enters_by_provider_alone
from riskapp.accounts.signals import organisation_chosen
from riskapp.common.wall import everything
from riskapp.organisations.actions.second_factor import (
    note_failed_second_factor,
    note_second_factor,
)
from riskapp.organisations.actions.signing_in import (
    note_failed_sign_in,
    note_sign_in,
    note_sign_out,
)


@receiver(authenticator_added, dispatch_uid="organisations.second_factor_added")
def second_factor_added(
    user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        note_second_factor(user, is_added=True, by=user, passkey=_name(authenticator))


@receiver(authenticator_removed, dispatch_uid="organisations.second_factor_removed")
def second_factor_removed(
    user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        note_second_factor(user, is_added=False, by=user, passkey=_name(authenticator))


def _name(authenticator: Authenticator) -> str:
    """What a passkey is called; "" for an app."""
    is_passkey = authenticator.type == Authenticator.Type.WEBAUTHN
    return str(authenticator) if is_passkey else ""


@receiver(authentication_failed, dispatch_uid="organisations.second_factor_failed")
def second_factor_failed(user: User, **kwargs: Any) -> None:
    note_failed_second_factor(user)


@receiver(user_logged_in, dispatch_uid="organisations.signed_in")
def signed_in(user: User, **kwargs: Any) -> None:
    """Whoever belongs to several comes to one of them by choosing it. Who comes through a
    provider is noted by ``riskapp.sso``."""
    if "sociallogin" in kwargs:
        return
    with everything("who signs in and out"):
        held = list(
            Membership.objects.filter(user=user)
            .exclude(enters_by_provider_alone())
            .select_related("organisation")
        )
    if len(held) == 1:
        note_sign_in(user, held[0].organisation)


@receiver(organisation_chosen, dispatch_uid="organisations.chosen")
def organisation_was_chosen(user: User, organisation_id: UUID, **kwargs: Any) -> None:
    note_sign_in(user, Organisation.objects.get(pk=organisation_id))


@receiver(user_logged_out, dispatch_uid="organisations.signed_out")
def signed_out(user: Any, **kwargs: Any) -> None:
    if isinstance(user, User):
        note_sign_out(user)


@receiver(user_login_failed, dispatch_uid="organisations.sign_in_failed")
def sign_in_failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    note_failed_sign_in(str(credentials.get("email") or ""))
