"""What can happen to the settings of an organisation."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from questionnaires.models import Invitation
from riskapp.accounts.access import memberships_of
from riskapp.accounts.actions import add_vendor_person, disarm, mark_proven
from riskapp.accounts.choices import Role
from riskapp.accounts.models import (
    DirectoryEntry,
    IdentityProvider,
    Membership,
    Offer,
    OneTimeLink,
    Organisation,
    User,
)
from riskapp.accounts.queries import (
    account_of,
    as_spelled,
    language_of,
    speaks_for_another,
)
from riskapp.audit.actions import record
from riskapp.common.names import address, tidy
from riskapp.common.wall import everything, of_everything
from riskapp.organisations.errors import (
    AlreadyMember,
    AlreadyOffered,
    BreakGlassNeeded,
    DomainElsewhere,
    LastAdministrator,
    NoSecondFactor,
    OfferedOften,
    OfferGone,
    WorksElsewhere,
)
from riskapp.vendors.models import Engagement

# How long an offer stands, and how often it is mailed within an hour.
OFFERED_FOR = datetime.timedelta(days=14)
MAILS = 3
MAILS_WITHIN = datetime.timedelta(hours=1)
# What an administrator may change.
SETTINGS = (
    "country",
    "buyer_facts",
    "entry_policy",
    "colleagues_anywhere",
    "language",
    "time_zone",
    "four_eyes",
    "approval_days",
    "names_reviewers",
    "requires_second_factor",
    "reminder_days",
    "reminder_every",
    "review_months",
    "starts_reviews",
)


@transaction.atomic
def change_settings(
    organisation: Organisation, *, wanted: Mapping[str, Any], by: User
) -> Organisation:
    """Change what is different in ``wanted``, by the names in ``SETTINGS``.

    Responses that are open keep what held when they were opened.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = {
        name: getattr(organisation, name)
        for name in SETTINGS
        if name in wanted and getattr(organisation, name) != wanted[name]
    }
    if before:
        for name in before:
            setattr(organisation, name, wanted[name])
        organisation.save(update_fields=list(before))
        if "review_months" in before:
            Engagement.objects.filter(organisation=organisation).plan_reviews(
                organisation.review_months
            )
        record(
            "settings changed",
            organisation,
            organisation=organisation,
            by=by,
            before=before,
            after={name: wanted[name] for name in before},
        )
    return organisation


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


def _is_member(user: User, organisation: Organisation) -> bool:
    return Membership.objects.filter(user=user, organisation=organisation).exists()


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


@transaction.atomic
def add_member(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    password: str | None,
) -> Membership:
    """Make a person a member with these roles, as the operator; a person who is new, and one
    whose address nobody has proven, gets the password. People in an organisation use :func:`offer_membership`."""
    user = account_of(email)
    if user is None:
        user = User.objects.create_user(email, password, name=name)
    elif user.proven_at is None and not _is_member(user, organisation):
        disarm(user)  # nobody knows who made it
        user.set_password(password)
        user.save(update_fields=["password"])
    membership, is_new = Membership.objects.select_for_update().get_or_create(
        organisation=organisation, user=user, defaults={"roles": list(roles)}
    )
    before = list(membership.roles)
    if is_new:
        record(
            "member added",
            membership,
            organisation=organisation,
            by=None,
            actor_label="operator",
            after={"email": user.email, "roles": before},
        )
    elif before != list(roles):
        membership.roles = list(roles)
        membership.save(update_fields=["roles"])
        record(
            "roles changed",
            membership,
            organisation=organisation,
            by=None,
            actor_label="operator",
            before={"roles": before},
            after={"roles": list(roles)},
        )
    return membership


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


@transaction.atomic
def offer_membership(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    by: User,
) -> Offer:
    """Offer a person these roles; they are no member, and nothing is known of them, until
    they accept.

    Raises AlreadyMember and AlreadyOffered.
    """
    email = address(email)
    held = Membership.objects.filter(as_spelled(email, "user__email"))
    if held.filter(organisation=organisation).exists():
        raise AlreadyMember(email)
    Offer.objects.filter(
        organisation=organisation, email=email, expires_at__lte=timezone.now()
    ).delete()
    offer, is_new = Offer.objects.get_or_create(
        organisation=organisation,
        email=email,
        defaults={
            "name": name.strip(),
            "roles": list(roles),
            "made_by": by,
            "expires_at": timezone.now() + OFFERED_FOR,
        },
    )
    if not is_new:
        raise AlreadyOffered(email)
    record(
        "member invited",
        offer,
        organisation=organisation,
        by=by,
        after={"email": email, "roles": list(roles)},
    )
    return offer


@transaction.atomic
def offer_again(offer: Offer, *, by: User) -> Offer:
    """Note that an offer is mailed once more; raises OfferedOften after three in an hour."""
    offer = _locked_offer(offer)
    if offer.mailed_at < timezone.now() - MAILS_WITHIN:
        offer.mails = 0
    if offer.mails >= MAILS:
        raise OfferedOften
    if not offer.mails:
        offer.mailed_at = timezone.now()
    offer.mails += 1
    offer.expires_at = timezone.now() + OFFERED_FOR
    offer.save(update_fields=["mails", "mailed_at", "expires_at"])
    record("invitation sent again", offer, organisation=offer.organisation, by=by)
    return offer


@transaction.atomic
def make_link(offer: Offer, *, by: User) -> str:
    """The token of a link that opens an offer once, to be handed over by hand; the one made
    before opens nothing any more. Raises OfferGone, and DomainElsewhere where another
    organisation has proven that the domain of the address is its own."""
    offer = _locked_offer(offer)
    if speaks_for_another(offer.organisation, offer.email):
        raise DomainElsewhere
    OneTimeLink.objects.filter(offer=offer).delete()
    token = secrets.token_urlsafe(32)
    OneTimeLink.objects.create(
        organisation=offer.organisation,
        offer=offer,
        digest=OneTimeLink.digest_of(token),
        expires_at=offer.expires_at,
    )
    record(
        "link of an invitation made",
        offer,
        organisation=offer.organisation,
        by=by,
        after={"email": offer.email, "until": offer.expires_at.isoformat()},
    )
    return token


def link_url(token: str) -> str:
    """The address of a link that was made to be copied."""
    return f"{settings.PUBLIC_URL}{reverse('organisations:linked', args=[token])}"


@transaction.atomic
def withdraw_offer(offer: Offer, *, by: User | None, actor_label: str = "") -> None:
    """Take an offer back; its link opens nothing any more."""
    record(
        "invitation withdrawn",
        offer,
        organisation=offer.organisation,
        by=by,
        actor_label=actor_label,
        before={"email": offer.email, "roles": list(offer.roles)},
    )
    offer.delete()


@transaction.atomic
def accept_offer(offer: Offer, *, user: User, by_link: bool = False) -> Membership:
    """Make a person a member who wants to be one; accepting twice is harmless. Whoever came
    by the mail, and not by a link that was copied, owns the address."""
    offer = _locked_offer(offer)
    if not by_link:
        mark_proven(user)
    membership, is_new = Membership.objects.get_or_create(
        organisation=offer.organisation, user=user, defaults={"roles": offer.roles}
    )
    if is_new:
        record(
            "member added",
            membership,
            organisation=offer.organisation,
            by=user,
            after={
                "email": user.email,
                "roles": list(membership.roles),
                "invited by": offer.made_by.email,
            },
        )
        DirectoryEntry.objects.filter(
            organisation=offer.organisation, email=user.email
        ).update(is_active=True, deleted_at=None)
        DirectoryEntry.erased(offer.organisation_id, user.email).delete()
    offer.delete()
    return membership


@transaction.atomic
def join_by_offer(
    offer: Offer, *, name: str, password: str, by_link: bool = False
) -> Membership:
    """An account for whoever got the mail, and the membership that was offered.

    Whoever came by a link that was copied proved no address: they get nobody's account, and
    a new one counts as nobody's at a vendor.
    """
    user = account_of(offer.email)
    if by_link:
        if user is not None:
            raise PermissionDenied
        user = User.objects.create_user(offer.email, password, name=name.strip())
    elif user is None:
        user = add_vendor_person(email=offer.email, name=name, password=password)
    elif user.has_usable_password():
        raise PermissionDenied
    else:
        disarm(user)
        user.name, user.proven_at = name.strip(), timezone.now()
        user.set_password(password)
        user.save(update_fields=["name", "proven_at", "password"])
    return accept_offer(offer, user=user, by_link=by_link)


@transaction.atomic
def decline_offer(offer: Offer) -> None:
    """Note only that the address does not want to; nothing more of the person is known."""
    record(
        "invitation declined",
        offer,
        organisation=offer.organisation,
        by=None,
        actor_label=offer.email,
    )
    offer.delete()


@transaction.atomic
def change_roles(
    membership: Membership, *, roles: Sequence[str], by: User
) -> Membership:
    """Give a member other roles; raises LastAdministrator and BreakGlassNeeded."""
    membership = _locked(membership)
    before = list(membership.roles)
    if sorted(before) == sorted(roles):
        return membership
    membership.roles = list(roles)
    _require_administrator(membership)
    if Role.ADMINISTRATOR not in membership.roles:
        _require_break_glass(membership)
    membership.save(update_fields=["roles"])
    record(
        "roles changed",
        membership,
        organisation=membership.organisation,
        by=by,
        before={"roles": before},
        after={"roles": list(roles)},
    )
    return membership


@transaction.atomic
def take_in(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    by: User | None = None,
    actor_label: str = "",
) -> Membership:
    """Make somebody a member for whom the organisation vouches, with these roles or those that
    were offered; the account must be new, or nobody's (``is_relied_on``)."""
    user = account_of(email)
    if user is None:
        user = User.objects.create_user(email, None, name=name or email)
    offers = Offer.objects.filter(as_spelled(email), organisation=organisation)
    offer = offers.filter(expires_at__gt=timezone.now()).first()
    membership = Membership.objects.create(
        organisation=organisation,
        user=user,
        roles=list(offer.roles) if offer else list(roles),
    )
    record(
        "member added",
        membership,
        organisation=organisation,
        by=None if actor_label else by or user,
        actor_label=actor_label,
        after={
            "email": email,
            "roles": list(membership.roles),
            "by": actor_label or "single sign-on",
        },
    )
    offers.delete()
    DirectoryEntry.objects.filter(as_spelled(email), organisation=organisation).update(
        is_active=True, deleted_at=None
    )
    DirectoryEntry.erased(organisation.pk, email).delete()
    return membership


@transaction.atomic
def remove_member(
    membership: Membership, *, by: User | None, actor_label: str = ""
) -> None:
    """Shut a member out at once; what they did stays under their name.

    Where members come through a provider, who was removed does not become one again by
    signing in. Raises LastAdministrator and BreakGlassNeeded.
    """
    membership = _locked(membership)
    before = {"email": membership.user.email, "roles": list(membership.roles)}
    membership.roles = []
    _require_administrator(membership)
    _require_break_glass(membership)
    _keep_shut_out(membership)
    record(
        "member removed",
        membership,
        organisation=membership.organisation,
        by=by,
        actor_label=actor_label,
        before=before,
    )
    membership.delete()


def mail_offer(offer: Offer) -> None:
    """Mail the address where to accept. Raises OSError when no mail server answers."""
    with translation.override(offer.organisation.language):
        context = {
            "offer": offer,
            "link": f"{settings.PUBLIC_URL}{reverse('organisations:offered', args=[offer.token])}",
        }
        message = EmailMultiAlternatives(
            subject=_("%(organisation)s invites you to riskapp")
            % {"organisation": tidy(offer.organisation.name)[:120]},
            body=render_to_string("emails/offer.txt", context),
            to=[offer.email],
        )
        message.attach_alternative(
            render_to_string("emails/offer.html", context), "text/html"
        )
        message.send()


def mail_welcome(membership: Membership) -> None:
    """Mail a member where to sign in, with a link to set a password where there is none.

    Raises OSError when the mail server does not answer.
    """
    language = language_of(membership.user, membership.organisation.language)
    with translation.override(language):
        _welcome_message(membership).send()


def mail_second_factor_reset(user: User, organisation: Organisation) -> None:
    """Tell a person that their second factor was taken away, and by whose administrators.

    Raises OSError when the mail server does not answer.
    """
    with translation.override(language_of(user, organisation.language)):
        context = {
            "organisation": organisation,
            "link": f"{settings.PUBLIC_URL}{reverse('mfa_index')}",
        }
        message = EmailMultiAlternatives(
            subject=_("Your second factor for riskapp was reset"),
            body=render_to_string("emails/second_factor_reset.txt", context),
            to=[user.email],
        )
        message.attach_alternative(
            render_to_string("emails/second_factor_reset.html", context), "text/html"
        )
        message.send()


def _welcome_message(membership: Membership) -> EmailMultiAlternatives:
    user = membership.user
    context = {
        "membership": membership,
        "link": f"{settings.PUBLIC_URL}{_way_in(user)}",
        "is_new": not user.has_usable_password(),
    }
    message = EmailMultiAlternatives(
        subject=_("You are a member of %(organisation)s in riskapp")
        % {"organisation": tidy(membership.organisation.name)[:120]},
        body=render_to_string("emails/welcome.txt", context),
        to=[user.email],
    )
    message.attach_alternative(
        render_to_string("emails/welcome.html", context), "text/html"
    )
    return message


def _way_in(user: User) -> str:
    if user.has_usable_password():
        return reverse("account_login")
    key = default_token_generator.make_token(user)
    kwargs = {"uidb36": user_pk_to_url_str(user), "key": key}
    return reverse("account_reset_password_from_key", kwargs=kwargs)


def _locked_offer(offer: Offer) -> Offer:
    """The row, unless it was answered meanwhile; raises OfferGone."""
    found = (
        Offer.objects.select_for_update(of=("self",))
        .select_related("organisation", "made_by")
        .filter(pk=offer.pk)
        .first()
    )
    if found is None:
        raise OfferGone
    return found


def _locked(membership: Membership) -> Membership:
    """The row, with all of the organisation's locked, so that one administrator remains."""
    rows = (
        Membership.objects.select_for_update(of=("self",))
        .filter(organisation=membership.organisation_id)
        .select_related("organisation", "user")
        .order_by("pk")
    )
    return next(row for row in rows if row.pk == membership.pk)


def _require_administrator(membership: Membership) -> None:
    if Role.ADMINISTRATOR in membership.roles:
        return
    others = Membership.objects.filter(
        organisation=membership.organisation,
        roles__contains=[Role.ADMINISTRATOR],
        user__is_active=True,
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise LastAdministrator


def _require_break_glass(membership: Membership) -> None:
    """The account that still signs in when the provider does not answer remains what it is."""
    if IdentityProvider.objects.filter(
        organisation=membership.organisation, break_glass=membership.user
    ).exists():
        raise BreakGlassNeeded


def _keep_shut_out(membership: Membership) -> None:
    """Remember whom signing in must not bring back, where that is how members are made."""
    organisation, user = membership.organisation, membership.user
    known = DirectoryEntry.objects.filter(organisation=organisation, email=user.email)
    if known.update(is_active=False, roles=[], changed_at=timezone.now()):
        return
    if IdentityProvider.objects.filter(organisation=organisation).exists():
        DirectoryEntry.objects.create(
            organisation=organisation,
            email=user.email,
            user_name=user.email,
            name=user.name,
            is_active=False,
        )
