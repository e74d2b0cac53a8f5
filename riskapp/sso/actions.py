"""What can happen to single sign-on, and to people who come through it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils import timezone

from riskapp.accounts.actions import end_every_session
from riskapp.accounts.choices import Protocol
from riskapp.accounts.models import (
    DirectoryEntry,
    DirectoryToken,
    IdentityProvider,
    MailDomain,
    Membership,
    Offer,
    Organisation,
    User,
)
from riskapp.accounts.queries import (
    account_of,
    as_spelled,
    is_relied_on,
    owns_domain_of,
)
from riskapp.audit.actions import record
from riskapp.common.outgoing import texts_of, texts_said
from riskapp.organisations.actions.members import take_in
from riskapp.organisations.actions.offers import offer_membership
from riskapp.organisations.errors import AlreadyOffered, InvitedOften
from riskapp.sso.errors import (
    AddressNotVerified,
    ConsentNeeded,
    DomainKnown,
    DomainTaken,
    ForeignDomain,
    NameTooLong,
    NotAMember,
    RecordNotFound,
    ShutOut,
    StillAnsweredFor,
    TiedToAnother,
    TooManyTokens,
    TryLater,
)

TOKENS = 2
DAYS_WITHOUT_RECORD = 7
# What there is room for; OpenID Connect allows a subject of 255 signs.
LONGEST_SUBJECT, LONGEST_ADDRESS = 191, 254
# What a sign-in carries on: when the person showed the provider who they are.
SHOWN = "shown_at"

# What an administrator may change, besides the secret.
SETTINGS = (
    "protocol",
    "issuer",
    "client_id",
    "sign_in_url",
    "certificate",
    "is_enabled",
    "is_required",
    "is_strong",
    "default_role",
    "break_glass",
)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a provider says of a person; ``at`` is when they showed it who they are, in
    seconds since 1970, where it says so."""

    subject: str
    email: str
    is_verified: bool
    name: str
    at: int | None = None


@transaction.atomic
def change_provider(
    organisation: Organisation, *, wanted: Mapping[str, Any], secret: str, by: User
) -> IdentityProvider:
    """Change what is different in ``wanted``, by the names in ``SETTINGS``; "" keeps the secret.

    At another issuer the same subject is another person: whoever is tied to the former one is
    tied anew when they next come, and it has to be tried again before it can be required.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    provider = IdentityProvider.objects.filter(organisation=organisation).first()
    is_new = provider is None
    if provider is None:
        provider = IdentityProvider(organisation=organisation)
    before = {name: getattr(provider, name) for name in SETTINGS}
    changed = [name for name in SETTINGS if before[name] != wanted[name]]
    if not changed and not secret:
        return provider
    for name in changed:
        setattr(provider, name, wanted[name])
    if secret:
        provider.sealed_secret = IdentityProvider.sealed(secret)
    if {"protocol", "issuer", "client_id"} & set(changed):
        provider.proven_at = None
        provider.is_required = False
        SocialAccount.objects.filter(provider=str(provider.pk)).delete()
    if provider.protocol == Protocol.SAML:
        provider.sealed_secret = ""
    provider.set_up_by = by
    provider.save()
    record(
        "single sign-on set up" if is_new else "single sign-on changed",
        provider,
        organisation=organisation,
        by=by,
        before=None if is_new else {name: _plain(before[name]) for name in changed},
        after={name: _plain(getattr(provider, name)) for name in changed}
        | ({"client_secret": "changed"} if secret else {}),
    )
    return provider


@transaction.atomic
def add_domain(organisation: Organisation, domain: str, *, by: User) -> MailDomain:
    """Say that a domain is one's own; nothing follows before it is verified."""
    row, is_new = MailDomain.objects.get_or_create(
        organisation=organisation,
        domain=domain,
        defaults={"token": secrets.token_urlsafe(24)},
    )
    if not is_new:
        raise DomainKnown
    record("domain added", row, organisation=organisation, by=by)
    return row


def verify_domain(row: MailDomain, *, by: User) -> MailDomain:
    """Look into the DNS for the record; raises RecordNotFound and DomainTaken."""
    if row.verified_at is not None:
        return row
    if row.record_text not in texts_of(row.record_name):
        raise RecordNotFound
    try:
        with transaction.atomic():
            row.verified_at = timezone.now()
            row.save(update_fields=["verified_at"])
            record("domain verified", row, organisation=row.organisation, by=by)
    except IntegrityError as error:
        row.verified_at = None
        raise DomainTaken from error
    return row


def look_again(row: MailDomain) -> None:
    """Look whether the record of a verified domain is still there.

    One that is gone for ``DAYS_WITHOUT_RECORD`` days counts no longer, because it may be
    somebody else's now; administrators are told on the first day and on the last. Where the
    DNS does not answer, nothing is known and nothing follows.
    """
    texts = texts_said(row.record_name)
    if texts is None:
        return
    now = timezone.now()
    with transaction.atomic():
        row = MailDomain.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.verified_at is None:
            return
        if row.record_text in texts:
            row.missing_since = None
        elif row.missing_since is None:
            row.missing_since = now
            record(
                "domain record missing",
                row,
                organisation=row.organisation,
                by=None,
                actor_label="the clock",
            )
        elif (now - row.missing_since).days >= DAYS_WITHOUT_RECORD:
            row.verified_at = row.missing_since = None
            record(
                "domain lapsed",
                row,
                organisation=row.organisation,
                by=None,
                actor_label="the clock",
            )
        row.save(update_fields=["verified_at", "missing_since"])


@transaction.atomic
def remove_domain(row: MailDomain, *, by: User) -> None:
    """Give a domain up; its addresses sign in with a password again."""
    record(
        "domain removed",
        row,
        organisation=row.organisation,
        by=by,
        before={"domain": row.domain, "verified": row.verified_at is not None},
    )
    row.delete()


@transaction.atomic
def make_token(organisation: Organisation, *, by: User) -> tuple[DirectoryToken, str]:
    """A token for the directory, and its text, which is shown now and never again.

    Raises TooManyTokens: there are two at most, so that one can take the other's place.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    held = DirectoryToken.objects.filter(organisation=organisation, revoked_at=None)
    if sum(not token.has_ended for token in held) >= TOKENS:
        raise TooManyTokens
    text = f"riskapp-scim-{secrets.token_urlsafe(32)}"
    token = DirectoryToken.objects.create(
        organisation=organisation,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        ending=text[-4:],
        made_by=by,
    )
    record("directory token made", token, organisation=organisation, by=by)
    return token, text


@transaction.atomic
def take_over_token(token: DirectoryToken, *, by: User) -> None:
    """Answer for a token from now on, in the place of whoever made it.

    Raises StillAnsweredFor while they are an administrator themselves.
    """
    token = DirectoryToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.revoked_at is not None or token.made_by_id == by.pk:
        return
    if token.is_answered_for:
        raise StillAnsweredFor(str(token.made_by))
    before = {"by": str(token.made_by)}
    token.made_by = by
    token.save(update_fields=["made_by"])
    record(
        "directory token taken over",
        token,
        organisation=token.organisation,
        by=by,
        before=before,
        after={"by": str(by)},
    )


@transaction.atomic
def revoke_token(token: DirectoryToken, *, by: User) -> None:
    """Shut the directory out that shows this token; twice is the same as once."""
    token = DirectoryToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.revoked_at is not None:
        return
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record("directory token revoked", token, organisation=token.organisation, by=by)


def admit(provider: IdentityProvider, who: Claims) -> User:
    """The member whom a provider speaks of, made one now if the organisation wants that.

    Raises SignOnRefused. Whoever has an account that others rely on is not taken for that
    person: ConsentNeeded is raised once an invitation stands, which they accept themselves.
    """
    if not who.is_verified or "@" not in who.email:
        raise AddressNotVerified
    if len(who.subject) > LONGEST_SUBJECT or len(who.email) > LONGEST_ADDRESS:
        raise NameTooLong
    if not owns_domain_of(provider.organisation, who.email):
        raise ForeignDomain
    user = _admitted(provider, who)
    if user is not None:
        return user
    try:
        offer = offer_membership(
            provider.organisation,
            email=who.email,
            name=who.name,
            roles=[provider.default_role],
            by=provider.set_up_by,
        )
    except AlreadyOffered as error:
        raise ConsentNeeded from error
    except InvitedOften as error:
        raise TryLater from error
    raise ConsentNeeded(str(offer.pk))


@transaction.atomic
def untie(membership: Membership, *, by: User) -> None:
    """Let whoever next comes with the address of a member be that member; the person who did
    until now is signed out. Nothing where no tie is."""
    organisation, user = membership.organisation, membership.user
    provider = IdentityProvider.objects.select_for_update(of=("self",)).filter(
        organisation=organisation
    )
    ties = SocialAccount.objects.filter(
        user=user, provider__in=[str(row.pk) for row in provider]
    )
    if not ties.delete()[0]:
        return
    end_every_session(user)
    record("single sign-on untied", user, organisation=organisation, by=by)


@transaction.atomic
def note_refusal(provider: IdentityProvider, who: Claims, reason: str) -> None:
    """Write to the trail whom the provider sent in vain, and why."""
    record(
        "single sign-on refused",
        provider,
        organisation=provider.organisation,
        by=None,
        actor_label=who.email[:200] or "unknown",
        after={"reason": reason},
    )


@transaction.atomic
def note_sign_on(user: User, organisation: Organisation) -> None:
    """Write to the trail that a member came through the provider of the organisation."""
    record(
        "signed in",
        user,
        organisation=organisation,
        by=user,
        after={"by": "single sign-on"},
    )


@transaction.atomic
def note_break_glass(user: User, organisation: Organisation) -> None:
    """Write to the trail that the break-glass account was used; administrators are told, the
    one whose account it is too."""
    record(
        "break-glass account used",
        user,
        organisation=organisation,
        by=None,
        actor_label=user.email,
    )


@transaction.atomic
def _admitted(provider: IdentityProvider, who: Claims) -> User | None:
    """The person, a member and tied to what the provider calls them; None if they have to
    consent first."""
    provider = (
        IdentityProvider.objects.select_for_update(of=("self",))
        .select_related("organisation", "set_up_by")
        .get(pk=provider.pk)
    )
    tie = (
        SocialAccount.objects.select_related("user")
        .filter(provider=str(provider.pk), uid=who.subject)
        .first()
    )
    user = tie.user if tie else account_of(who.email)
    ties = SocialAccount.objects.filter(user=user, provider=str(provider.pk))
    held = Membership.objects.filter(organisation=provider.organisation, user=user)
    if user is None or not held.exists():
        user = _new_member(provider, who, user, was_here=ties.exists())
    elif tie is None and ties.exists():
        raise TiedToAnother
    if user is not None and tie is None:
        ties.delete()  # of somebody who was here before; this one was invited
        SocialAccount.objects.create(
            user=user, provider=str(provider.pk), uid=who.subject
        )
        record("single sign-on tied", user, organisation=provider.organisation, by=user)
    if user is not None and provider.proven_at is None:
        provider.proven_at = timezone.now()
        provider.save(update_fields=["proven_at"])
    return user


def _new_member(
    provider: IdentityProvider, who: Claims, user: User | None, *, was_here: bool
) -> User | None:
    """Somebody who becomes a member by signing in; None where the account is not ours alone."""
    organisation = provider.organisation
    email = user.email if user else who.email
    shut_out = DirectoryEntry.objects.filter(
        as_spelled(email), organisation=organisation, is_active=False
    )
    offer = Offer.objects.filter(
        as_spelled(email), organisation=organisation, expires_at__gt=timezone.now()
    ).first()
    erased = DirectoryEntry.erased(organisation.pk, email, who.subject)
    if offer is None and (was_here or shut_out.exists() or erased.exists()):
        raise ShutOut
    if offer is None and not provider.default_role:
        raise NotAMember
    if user is not None and is_relied_on(user):
        return None
    membership = take_in(
        organisation, email=email, name=who.name, roles=[provider.default_role]
    )
    return membership.user


def _plain(value: Any) -> Any:
    return value.email if isinstance(value, User) else value
