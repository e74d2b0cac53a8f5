"""What can happen to the settings of an organisation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from riskapp.accounts.actions import add_member
from riskapp.accounts.choices import Role
from riskapp.accounts.models import Membership, Organisation, User
from riskapp.accounts.queries import language_of
from riskapp.audit.actions import record
from riskapp.organisations.errors import AlreadyMember, LastAdministrator
from riskapp.vendors.models import Engagement

# What an administrator may change.
SETTINGS = (
    "country",
    "entry_policy",
    "language",
    "four_eyes",
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
def note_second_factor(user: User, *, is_added: bool, by: User | None) -> None:
    """Write to the trail of every organisation of a person what became of a second factor."""
    memberships = Membership.objects.filter(user=user).select_related("organisation")
    for membership in memberships:
        record(
            "second factor set up" if is_added else "second factor removed",
            user,
            organisation=membership.organisation,
            by=by,
            actor_label="" if by else "operator",
        )


@transaction.atomic
def remove_second_factor(user: User) -> bool:
    """Take away a lost second factor and its recovery codes; whether there was one."""
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if removed:
        note_second_factor(user, is_added=False, by=None)
    return bool(removed)


@transaction.atomic
def invite_member(
    organisation: Organisation,
    *,
    email: str,
    name: str,
    roles: Sequence[str],
    by: User,
) -> Membership:
    """Make a person a member; whoever is new sets a password by a mailed link.

    Raises AlreadyMember.
    """
    email = email.strip().lower()
    if Membership.objects.filter(organisation=organisation, user__email=email).exists():
        raise AlreadyMember(email)
    membership = add_member(
        organisation, email=email, name=name.strip(), roles=roles, password=None
    )
    record(
        "member added",
        membership,
        organisation=organisation,
        by=by,
        after={"email": email, "roles": list(roles)},
    )
    return membership


@transaction.atomic
def change_roles(
    membership: Membership, *, roles: Sequence[str], by: User
) -> Membership:
    """Give a member other roles; raises LastAdministrator."""
    membership = _locked(membership)
    before = list(membership.roles)
    if sorted(before) == sorted(roles):
        return membership
    membership.roles = list(roles)
    _require_administrator(membership)
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
def remove_member(membership: Membership, *, by: User) -> None:
    """Shut a member out at once; what they did stays under their name.

    Raises LastAdministrator.
    """
    membership = _locked(membership)
    before = {"email": membership.user.email, "roles": list(membership.roles)}
    membership.roles = []
    _require_administrator(membership)
    record(
        "member removed",
        membership,
        organisation=membership.organisation,
        by=by,
        before=before,
    )
    membership.delete()


def mail_welcome(membership: Membership) -> None:
    """Mail a member where to sign in, with a link to set a password where there is none.

    Raises OSError when the mail server does not answer.
    """
    language = language_of(membership.user, membership.organisation.language)
    with translation.override(language):
        _welcome_message(membership).send()


def _welcome_message(membership: Membership) -> EmailMultiAlternatives:
    user = membership.user
    context = {
        "membership": membership,
        "link": f"{settings.PUBLIC_URL}{_way_in(user)}",
        "is_new": not user.has_usable_password(),
    }
    message = EmailMultiAlternatives(
        subject=_("You are a member of %(organisation)s in riskapp")
        % {"organisation": " ".join(membership.organisation.name.split())[:120]},
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
