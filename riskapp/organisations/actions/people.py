"""What a person chooses for themselves."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext_noop as mark

from riskapp.accounts.access import memberships_of
from riskapp.accounts.models import (
    Organisation,
    User,
)
from riskapp.audit.actions import record
from riskapp.common.wall import of_everything


def choose_language(user: User, language: str) -> None:
    """Note what a person wants to read and be written to in; "" follows the organisation."""
    _choose(user, "language", language, mark("language chosen"))


def choose_time_zone(user: User, time_zone: str) -> None:
    """Note where a person reads moments; "" follows the organisation."""
    _choose(user, "time_zone", time_zone, mark("time zone chosen"))


@transaction.atomic
@of_everything("the organisations of one person")
def _choose(user: User, name: str, value: str, action: str) -> None:
    """Keep one thing that a person chose, and tell it to each of their organisations."""
    before = getattr(user, name)
    if before == value:
        return
    setattr(user, name, value)
    user.save(update_fields=[name])
    for organisation in Organisation.objects.filter(memberships__user=user):
        record(
            action,
            user,
            organisation=organisation,
            by=user,
            before={name: before},
            after={name: value},
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
