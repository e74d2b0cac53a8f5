"""What becomes of second factors, as organisations see it."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from questionnaires.models import Invitation
from riskapp.accounts.actions import disarm
from riskapp.accounts.models import (
    Membership,
    Organisation,
    User,
)
from riskapp.accounts.queries import (
    as_spelled,
)
from riskapp.audit.actions import record
from riskapp.common.wall import everything, of_everything
from riskapp.organisations.errors import (
    NoSecondFactor,
    WorksElsewhere,
)


@transaction.atomic
@of_everything("the organisations of one person")
def note_second_factor(
    user: User, *, is_added: bool, by: User | None, passkey: str = ""
) -> None:
    """Write to the trail of every organisation of a person what became of a second factor;
    ``passkey`` is the name of one."""
    memberships = Membership.objects.filter(user=user).select_related("organisation")
    for membership in memberships:
        record(
            "second factor set up" if is_added else "second factor removed",
            user,
            organisation=membership.organisation,
            by=by,
            actor_label="" if by else "operator",
            before={"passkey": passkey} if passkey and not is_added else None,
            after={"passkey": passkey} if passkey and is_added else None,
        )


@transaction.atomic
@of_everything("the organisations of one person")
def remove_second_factor(user: User) -> bool:
    """Take away a lost second factor and its recovery codes, as the operator; whether there
    was one. The person is signed out everywhere."""
    if not _take_second_factor(user):
        return False
    note_second_factor(user, is_added=False, by=None)
    return True


@transaction.atomic
def reset_second_factor(membership: Membership, *, by: User) -> None:
    """Take away the lost second factor of a member, who is signed out everywhere.

    Raises NoSecondFactor, and WorksElsewhere where other organisations rely on it too.
    """
    user = User.objects.select_for_update().get(pk=membership.user_id)
    with everything("the organisations of one person"):
        works_elsewhere = Membership.objects.filter(
            user=user
        ).count() > 1 or _answers_elsewhere(user, membership.organisation)
    if works_elsewhere:
        raise WorksElsewhere
    if not _take_second_factor(user):
        raise NoSecondFactor
    record(
        "second factor reset",
        user,
        organisation=membership.organisation,
        by=by,
        after={"email": user.email},
    )


def _answers_elsewhere(user: User, organisation: Organisation) -> bool:
    """Whether others ask the person as a vendor, behind the same second factor."""
    asked = Invitation.objects.filter(as_spelled(user.email))
    return asked.exclude(response__tenant=organisation.pk).exists()


def _take_second_factor(user: User) -> bool:
    has_one = Authenticator.objects.filter(user=user).exists()
    return has_one and disarm(user)


@transaction.atomic
@of_everything("who signs in and out")
def note_failed_second_factor(user: User) -> None:
    """Write to the trail of every organisation of a person that a code was wrong."""
    memberships = Membership.objects.filter(user=user).select_related("organisation")
    for membership in memberships:
        record(
            "second factor refused",
            user,
            organisation=membership.organisation,
            by=None,
            actor_label="unknown",
        )
