"""What a person chooses for themselves."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.usersessions.models import UserSession
from django.db import transaction

from riskapp.accounts.access import memberships_of
from riskapp.accounts.models import (
    Organisation,
    User,
)
from riskapp.audit.actions import record
from riskapp.common.wall import of_everything


@transaction.atomic
@of_everything("the organisations of one person")
def choose_language(user: User, language: str) -> None:
    """Note what a person wants to read and be written to in; "" follows the organisation."""
    before = user.language
    if before == language:
        return
    user.language = language
    user.save(update_fields=["language"])
    for organisation in Organisation.objects.filter(memberships__user=user):
        record(
            "language chosen",
            user,
            organisation=organisation,
            by=user,
            before={"language": before},
            after={"language": language},
        )


@transaction.atomic
@of_everything("the organisations of one person")
def choose_time_zone(user: User, time_zone: str) -> None:
    """Note where a person reads moments; "" follows the organisation."""
    before = user.time_zone
    if before == time_zone:
        return
    user.time_zone = time_zone
    user.save(update_fields=["time_zone"])
    for organisation in Organisation.objects.filter(memberships__user=user):
        record(
            "time zone chosen",
            user,
            organisation=organisation,
            by=user,
            before={"time_zone": before},
            after={"time_zone": time_zone},
        )


@transaction.atomic
@of_everything("the organisations of one person")
def end_sessions(user: User, sessions: Sequence[UserSession]) -> None:
    """Sign a person out in other browsers."""
    for session in sessions:
        session.end()
    for membership in memberships_of(user) if sessions else ():
        record(
            "sessions ended",
            user,
            organisation=membership.organisation,
            by=user,
            after={"sessions": len(sessions)},
        )
