"""Giving out what is held about a person."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from riskapp.accounts.access import memberships_of
from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.common.wall import of_everything
from riskapp.privacy.queries.dossier import dossier_of, own_dossier
from riskapp.privacy.queries.people import Person


@transaction.atomic
def give_out(
    organisation: Organisation, person: Person, *, by: User | None
) -> dict[str, Any]:
    """What an organisation holds about a person; the trail says whose data were given out, until
    the person is erased."""
    found = dossier_of(organisation, person)
    record(
        "personal data given out",
        organisation,
        organisation=organisation,
        by=by,
        actor_label="" if by else "operator",
        after={"address": person.address},
    )
    return found


@transaction.atomic
@of_everything("what one person did and gave")
def give_to_oneself(user: User) -> dict[str, Any]:
    """What a person gets of their own account; noted where they work."""
    found = own_dossier(user)
    for membership in memberships_of(user):
        record(
            "own data downloaded", user, organisation=membership.organisation, by=user
        )
    return found
