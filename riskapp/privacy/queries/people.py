"""Somebody an organisation knows, and what they have to do with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from questionnaires.choices import EventKind
from questionnaires.models import Respondent, Response, ResponseEvent
from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership, User
from riskapp.common.names import normal
from riskapp.privacy.queries.texts import Needles


@dataclass(frozen=True, slots=True)
class Person:
    """What an organisation knows of whom an address belongs to.

    ``names`` are all that were given with the address. ``confirmed`` are those that somebody
    here gave (of a member, an offer, a contact), never one that a respondent typed: only these
    are replaced in what others wrote. ``plain`` are those of them that say who is meant wherever
    they stand: at least two words, and nobody else's here.
    """

    organisation: UUID
    address: str
    names: tuple[str, ...]
    plain: tuple[str, ...]
    user: User | None
    confirmed: tuple[str, ...] = ()

    def needles(self, names: Iterable[str] | None = None) -> Needles:
        """What is looked for in every text: the address, and these names (else the plain)."""
        return Needles.of(self.address, self.plain if names is None else names)


def is_stand_in(address: str) -> bool:
    """Whether an address stands for somebody who was erased."""
    return address.endswith("@erased.invalid")


def respondents_of(person: Person) -> QuerySet[Respondent]:
    """The seats a person took: with the proven address, else through their invitation.

    A link can be forwarded: of seats without a proven address are theirs those in a name that
    is known to be theirs, and the only one of an invitation if there is no name to compare.
    """
    seats = Respondent.objects.filter(response__tenant=person.organisation)
    unproven = seats.filter(email="", invitation__email__iexact=person.address)
    known = {normal(name) for name in person.confirmed}
    found = list(unproven.values_list("pk", "name", "invitation"))
    ways = Counter(invitation for _pk, _name, invitation in found)
    theirs = [
        pk
        for pk, name, invitation in found
        if normal(name) in known
        or (ways[invitation] == 1 and not (known and name.strip()))
    ]
    return seats.filter(Q(email__iexact=person.address) | Q(pk__in=theirs))


def responses_of(person: Person) -> QuerySet[Response]:
    """The responses a person was asked for or has a seat in."""
    return Response.objects.filter(
        Q(pk__in=respondents_of(person).values("response"))
        | Q(invitations__email__iexact=person.address),
        tenant=person.organisation,
    )


def submitted_by(person: Person) -> QuerySet[Response]:
    """The responses a person submitted."""
    events = ResponseEvent.objects.filter(
        kind=EventKind.SUBMITTED, respondent__in=respondents_of(person)
    )
    return Response.objects.filter(pk__in=events.values("response"))


def is_last_administrator(person: Person) -> bool:
    """Whether nobody else administers the organisation."""
    seats = Membership.objects.filter(
        organisation=person.organisation, roles__contains=[Role.ADMINISTRATOR]
    )
    if person.user is None or not seats.filter(user=person.user).exists():
        return False
    return not seats.exclude(user=person.user).filter(user__is_active=True).exists()


def is_needed_elsewhere(person: Person) -> bool:
    """Whether anything but this organisation holds on to the account; for the worker only."""
    if person.user is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privacy_is_needed_elsewhere(%s, %s, %s)",
            [person.user.pk, person.address, person.organisation],
        )
        return bool(cursor.fetchone()[0]) or person.user.is_superuser
