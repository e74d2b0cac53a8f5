"""What follows when somebody has come in, through a provider or in spite of it."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from riskapp.accounts.access import note_provider
from riskapp.accounts.models import IdentityProvider, User
from riskapp.accounts.queries import break_glass_in
from riskapp.common.wall import everything
from riskapp.sso.actions import SHOWN, note_break_glass, note_sign_on


@receiver(user_logged_in, dispatch_uid="sso.came_in")
def came_in(
    request: HttpRequest, user: User, sociallogin: Any = None, **kwargs: Any
) -> None:
    """A session that began at a provider is bound to its organisation."""
    if sociallogin is None:
        for organisation in break_glass_in(user):
            note_break_glass(user, organisation)
        return
    with everything("where a person came from"):
        provider = IdentityProvider.objects.select_related("organisation").get(
            pk=sociallogin.account.provider
        )
    note_provider(
        request.session,
        provider.organisation_id,
        shown_at=sociallogin.state.get(SHOWN, 0),
    )
    note_sign_on(user, provider.organisation)
