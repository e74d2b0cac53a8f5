"""Who is meant by an address, and by which names an organisation knows them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from questionnaires.models import Invitation, Respondent
from riskapp.accounts.models import Membership, Offer, Organisation, User
from riskapp.audit.models import AuditEntry
from riskapp.common.names import address as normal_address
from riskapp.common.names import normal
from riskapp.privacy.queries.people import (
    Person,
    is_stand_in,
    respondents_of,
    submitted_by,
)
from riskapp.privacy.queries.places import rows_of, tables
from riskapp.privacy.queries.texts import Needles, holding
from riskapp.privacy.queries.trail import entries_about
from riskapp.reports.models import ReportLink
from riskapp.vendors.models import Contact, Vendor


def person_in(organisation: Organisation, address: str) -> Person | None:
    """Whoever an address belongs to, as far as this organisation knows them; None where it
    holds nothing about the address.

    Of an account only what the organisation was told is read: that of its members, present
    and former.
    """
    address = normal_address(address).lower()
    if not address:
        return None
    user = User.objects.filter(email__iexact=address).first()
    if user is not None and not _is_known(user, organisation):
        user = None
    confirmed = _confirmed(organisation, address, user)
    names = _names(organisation, address, user, confirmed)
    needles = Needles.of(address, [])
    known = user is not None or any(
        holding(rows_of(model, organisation.pk), needles.texts).exists()
        for model in tables()
        if model is not Organisation
    )
    if not known and not entries_about(organisation, needles, None).exists():
        return None
    plain = tuple(name for name in confirmed if _is_plain(organisation, name, address))
    return Person(organisation.pk, address, names, plain, user, confirmed)


def people_like(organisation: Organisation, words: str, most: int = 20) -> list[str]:
    """Addresses that an organisation knows and that fit words, or whose name does."""
    found: set[str] = set()
    pk = organisation.pk
    by_name = Q(email__icontains=words) | Q(name__icontains=words)
    found.update(
        User.objects.filter(memberships__organisation=pk)
        .filter(by_name)
        .values_list("email", flat=True)[:most]
    )
    for rows in (
        Offer.objects.filter(by_name, organisation=pk),
        Contact.objects.filter(by_name, vendor__organisation=pk),
        Respondent.objects.filter(by_name, response__tenant=pk),
    ):
        found.update(rows.values_list("email", flat=True)[:most])
    found.update(
        Invitation.objects.filter(
            Q(email__icontains=words) | Q(respondents__name__icontains=words),
            response__tenant=pk,
        ).values_list("email", flat=True)[:most]
    )
    return sorted(a.lower() for a in found if a and not is_stand_in(a))[:most]


def _is_known(user: User, organisation: Organisation) -> bool:
    seats = Respondent.objects.filter(
        email__iexact=user.email, response__tenant=organisation.pk
    )
    return _was_here(organisation, user) or seats.exists()


def _is_named(organisation: Organisation, user: User) -> bool:
    """Whether the name an account has now is known here: to former colleagues a later one is not."""
    trail = AuditEntry.objects.filter(organisation=organisation)
    return (
        Membership.objects.filter(user=user, organisation=organisation).exists()
        or holding(trail, [user.name]).exists()
    )


def _was_here(organisation: Organisation, user: User) -> bool:
    """Whether an account is or was a member's: others only typed their name elsewhere."""
    return (
        Membership.objects.filter(user=user, organisation=organisation).exists()
        or AuditEntry.objects.filter(actor=user, organisation=organisation).exists()
    )


def _confirmed(
    organisation: Organisation, address: str, user: User | None
) -> tuple[str, ...]:
    """The names that somebody here gave for an address."""
    is_known = user and _was_here(organisation, user) and _is_named(organisation, user)
    names = {user.name} if user and is_known else set()
    names.update(
        Offer.objects.filter(
            organisation=organisation, email__iexact=address
        ).values_list("name", flat=True)
    )
    names.update(
        Contact.objects.filter(
            vendor__organisation=organisation, email__iexact=address
        ).values_list("name", flat=True)
    )
    names.update(
        ReportLink.objects.filter(
            organisation=organisation, email__iexact=address
        ).values_list("name", flat=True)
    )
    return _tidy(names)


def _names(
    organisation: Organisation,
    address: str,
    user: User | None,
    confirmed: tuple[str, ...],
) -> tuple[str, ...]:
    person = Person(organisation.pk, address, (), (), user, confirmed)
    names = set(confirmed)
    names.update(respondents_of(person).values_list("name", flat=True))
    names.update(submitted_by(person).values_list("attested_name", flat=True))
    return _tidy(names)


def _tidy(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name.strip() for name in names if name.strip()}))


def _is_plain(organisation: Organisation, name: str, address: str) -> bool:
    """Whether a name alone says who is meant: two words, and nobody else here has it."""
    if len(name.split()) < 2 or normal(name) == normal(organisation.name):
        return False
    others: set[str] = set()
    pk = organisation.pk
    for rows in (
        User.objects.filter(memberships__organisation=pk),
        Offer.objects.filter(organisation=pk),
        Contact.objects.filter(vendor__organisation=pk),
        Respondent.objects.filter(response__tenant=pk).exclude(email=""),
    ):
        others.update(
            rows.filter(name__iexact=name)
            .exclude(email__iexact=address)
            .values_list("name", flat=True)
        )
    return (
        not others
        and not Vendor.objects.filter(organisation=pk, name_key=normal(name)).exists()
    )
