"""Reads about people."""

from __future__ import annotations

import datetime
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Lower

from riskapp.accounts.choices import CAPABILITIES, Capability
from riskapp.accounts.models import (
    IdentityProvider,
    MailDomain,
    Membership,
    Organisation,
    User,
)
from riskapp.common import zones
from riskapp.common.names import address, ascii_of, domain_of
from riskapp.common.sorting import Natural
from riskapp.common.wall import of_everything


def able_in(organisation_id: UUID, capability: Capability) -> list[User]:
    """The members of an organisation with a capability, by name; one query."""
    roles = [role for role, held in CAPABILITIES.items() if capability in held]
    return list(
        User.objects.filter(
            memberships__organisation=organisation_id,
            memberships__roles__overlap=roles,
            is_active=True,
        )
        .only("pk", "name", "email")
        .order_by(Natural("name"), "email")
    )


def language_of(user: User, default: str) -> str:
    """What a person is written to in: their own choice, else ``default``, if it is offered.

    ``default`` is the language of an organisation; after it comes the one of the
    installation.
    """
    known = dict(settings.LANGUAGES)
    wanted = (user.language, default)
    return next((code for code in wanted if code in known), settings.LANGUAGE_CODE)


def known_spelling(email: str) -> str:
    """An address as the account has it that it was typed for."""
    kept = address(email)
    if kept == email.lower() or User.objects.filter(email__iexact=email).exists():
        return email
    return kept


def as_spelled(email: str, field: str = "email") -> Q:
    """Of rows with an address: this one, whatever spelling it was kept in."""
    name, at, domain = address(email).rpartition("@")
    in_letters, in_ascii = (f"{name}{at}{one}" for one in (domain, ascii_of(domain)))
    return Q(**{f"{field}__iexact": in_letters}) | Q(**{f"{field}__iexact": in_ascii})


def account_of(email: str) -> User | None:
    """The account of an address; where two spellings have one each, the one kept as typed now."""
    found = list(User.objects.filter(as_spelled(email)).order_by("pk"))
    exact = [user for user in found if user.email == address(email)]
    return next(iter(exact + found), None)


def days_by_zone() -> list[tuple[str, datetime.date]]:
    """Every time zone that an organisation has, with the day it is there now."""
    used = Organisation.objects.order_by("time_zone").values_list(
        "time_zone", flat=True
    )
    return [(name, zones.today_in(name)) for name in used.distinct()]


def enters_by_provider_alone() -> Q:
    """Of memberships: single sign-on is required there, the address is of a verified domain
    of the organisation, and it is not the break-glass account."""
    domain = Func(
        Lower(OuterRef("user__email")),
        Value("@"),
        Value(-1),
        function="split_part",
        output_field=CharField(),
    )
    is_claimed = MailDomain.objects.filter(
        Q(domain=domain) | Q(in_ascii=domain),
        organisation=OuterRef("organisation"),
        verified_at__isnull=False,
    )
    return (
        Q(organisation__identity_provider__is_required=True)
        & ~Q(organisation__identity_provider__break_glass=F("user"))
        & Q(Exists(is_claimed))
    )


@of_everything("the organisations of one person")
def has_to_use_provider(user: User) -> bool:
    """Whether a person is a member and every seat they have is taken through a provider.

    Not whoever may be a person at a vendor too (a proven address): they come in without a seat
    and see what they answer, with their second factor, as any vendor.
    """
    if user.proven_at is not None:
        return False
    alone = Membership.objects.filter(user=user).filter(enters_by_provider_alone())
    ways = Membership.objects.filter(user=user).values_list("pk", flat=True)
    return bool(ways) and set(ways) == set(alone.values_list("pk", flat=True))


@of_everything("the organisations of one person")
def break_glass_in(user: User) -> list[Organisation]:
    """Where single sign-on is required and this is the one account that needs none."""
    return list(
        Organisation.objects.filter(
            memberships__user=user,
            identity_provider__is_required=True,
            identity_provider__break_glass=user,
        )
    )


@of_everything("where an address signs in")
def provider_for(email: str) -> IdentityProvider | None:
    """Where an address signs in: the provider of who owns its domain, when it is switched on."""
    return (
        IdentityProvider.objects.select_related("organisation")
        .filter(
            is_enabled=True,
            organisation__mail_domains__domain=domain_of(address(email)),
            organisation__mail_domains__verified_at__isnull=False,
        )
        .first()
    )


def owns_domain_of(organisation: Organisation, email: str) -> bool:
    """Whether an address is of a verified domain of the organisation."""
    return organisation.mail_domains.filter(
        domain=domain_of(address(email)), verified_at__isnull=False
    ).exists()


def is_tied(membership: Membership) -> bool:
    """Whether a member has come in through the provider of the organisation."""
    providers = IdentityProvider.objects.filter(organisation=membership.organisation_id)
    ties = SocialAccount.objects.filter(
        user=membership.user_id, provider__in=[str(row.pk) for row in providers]
    )
    return bool(ties.exists())


@of_everything("the organisations of one person")
def seats_of(user: User) -> int:
    """In how many organisations a person is a member."""
    return Membership.objects.filter(user=user).count()


@of_everything("who speaks for a domain")
def speaks_for_another(organisation: Organisation, email: str) -> bool:
    """Whether an address is of a verified domain of another organisation."""
    claimed = MailDomain.objects.filter(
        domain=domain_of(address(email)), verified_at__isnull=False
    )
    return claimed.exclude(organisation=organisation).exists()


@of_everything("the organisations of one person")
def is_relied_on(user: User) -> bool:
    """Whether an account is more than a name: somebody signs in to it, or belongs somewhere."""
    return (
        user.has_usable_password()
        or user.proven_at is not None
        or Membership.objects.filter(user=user).exists()
    )
