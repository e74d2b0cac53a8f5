"""Signing in and out, in the trails of the organisations concerned."""

from __future__ import annotations

from django.db import transaction

from riskapp.accounts.access import memberships_of
from riskapp.accounts.models import (
    Membership,
    Organisation,
    User,
)
from riskapp.audit.actions import record
from riskapp.common.names import address
from riskapp.common.wall import of_everything


@transaction.atomic
@of_everything("who signs in and out")
def note_sign_in(user: User, organisation: Organisation) -> None:
    """Write to the trail of the organisation a person works in that they came."""
    record("signed in", user, organisation=organisation, by=user)


@transaction.atomic
@of_everything("who signs in and out")
def note_sign_out(user: User) -> None:
    """Write to the trail of the organisation a person worked in that they left."""
    for membership in memberships_of(user):
        record("signed out", user, organisation=membership.organisation, by=user)


@transaction.atomic
@of_everything("who signs in and out")
def note_failed_sign_in(email: str) -> None:
    """Write to the trail of every organisation of an account that somebody failed to sign in
    with it; of an address without an account nothing is kept."""
    memberships = Membership.objects.filter(user__email=address(email))
    for membership in memberships.select_related("organisation", "user"):
        record(
            "sign-in failed",
            membership.user,
            organisation=membership.organisation,
            by=None,
            actor_label="unknown",
        )
