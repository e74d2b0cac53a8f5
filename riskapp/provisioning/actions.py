"""What a directory can do to the members of its organisation.

It changes nobody whom another organisation relies on: they are invited, as by a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as mark

from riskapp.accounts.choices import Role
from riskapp.accounts.models import (
    DirectoryEntry,
    DirectoryToken,
    IdentityProvider,
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
    seats_of,
)
from riskapp.audit.actions import record
from riskapp.common.names import address
from riskapp.organisations.actions.members import remove_member, take_in
from riskapp.organisations.actions.offers import (
    invited_within_hour,
    offer_membership,
    withdraw_offer,
)
from riskapp.organisations.errors import AlreadyOffered, InvitedOften
from riskapp.provisioning.errors import (
    AlreadyThere,
    NobodyAnswers,
    TooManyInvitations,
)

USED_EVERY = 3600  # seconds between two uses of a token that are kept
KEPT = ("user_name", "name", "external_id", "is_active")


@dataclass(frozen=True, slots=True)
class DirectoryData:
    """What a directory says of a person; None where it says nothing."""

    user_name: str | None = None
    email: str | None = None
    name: str | None = None
    external_id: str | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What became of it: whom to mail an invitation, or where to sign in."""

    entry: DirectoryEntry
    offer: Offer | None = None
    membership: Membership | None = None


def note_use(token: DirectoryToken) -> None:
    """Remember when a token was last shown, to the hour."""
    now = timezone.now()
    if token.used_at is None or (now - token.used_at).total_seconds() > USED_EVERY:
        token.used_at = now
        token.save(update_fields=["used_at"])


def list_members(organisation: Organisation) -> None:
    """Let the directory find every member, those too whom it did not bring."""
    known = DirectoryEntry.objects.filter(organisation=organisation)
    people = User.objects.filter(memberships__organisation=organisation).exclude(
        email__in=known.values("email")
    )
    listed = set(known.values_list("email", flat=True))
    missing = [
        DirectoryEntry(
            organisation=organisation,
            email=user.email,
            user_name=user.email,
            name=user.name,
        )
        for user in people
        if address(user.email) not in listed
    ]
    if missing:
        DirectoryEntry.objects.bulk_create(missing, ignore_conflicts=True)


@transaction.atomic
def provision(token: DirectoryToken, person: DirectoryData) -> Provisioned:
    """Bring somebody into the directory, and in unless it says that they are not active.

    Raises AlreadyThere, NobodyAnswers and TooManyInvitations.
    """
    organisation = Organisation.objects.select_for_update().get(
        pk=token.organisation_id
    )
    email, user_name = person.email or "", person.user_name or ""
    rows = DirectoryEntry.objects.filter(organisation=organisation)
    rows = rows.filter(as_spelled(email))
    if rows.filter(deleted_at=None).exists():
        raise AlreadyThere
    gone = rows.first()
    entry = gone or DirectoryEntry(organisation=organisation, email=email)
    entry.user_name, entry.name = user_name, person.name or ""
    entry.external_id = person.external_id or ""
    entry.is_active, entry.deleted_at = person.is_active is not False, None
    _saved(entry)
    _note(mark("directory entry added"), entry, token, after=_kept(entry))
    return _let_in(entry, token) if entry.is_active else Provisioned(entry)


@transaction.atomic
def change_person(
    token: DirectoryToken, entry: DirectoryEntry, person: DirectoryData
) -> Provisioned:
    """Do what the directory wants of a person it knows; what it does not say stays.

    The address stays, because people sign in with it. Raises AlreadyThere, and MemberError
    where the person cannot be shut out.
    """
    entry = DirectoryEntry.objects.select_for_update().get(pk=entry.pk)
    before = _kept(entry)
    for name in KEPT:
        wanted = getattr(person, name)
        if wanted is not None:
            setattr(entry, name, wanted)
    after = _kept(entry)
    changed = [name for name in KEPT if before[name] != after[name]]
    if not changed:
        return Provisioned(entry)
    _saved(entry)
    _note(
        mark("directory entry changed"),
        entry,
        token,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    if "name" in changed:
        _rename(entry)
    if "is_active" not in changed:
        return Provisioned(entry)
    if entry.is_active:
        return _let_in(entry, token)
    _shut_out(entry, token)
    return Provisioned(entry)


@transaction.atomic
def forget_person(token: DirectoryToken, entry: DirectoryEntry) -> None:
    """Shut a person out whom the directory deletes; raises MemberError where that cannot be."""
    entry = DirectoryEntry.objects.select_for_update().get(pk=entry.pk)
    _shut_out(entry, token)
    entry.is_active, entry.deleted_at = False, timezone.now()
    entry.save(update_fields=["is_active", "deleted_at", "changed_at"])
    _note(mark("directory entry removed"), entry, token)


def _let_in(entry: DirectoryEntry, token: DirectoryToken) -> Provisioned:
    """Make the person a member; who is not the organisation's own is invited instead."""
    if not token.is_answered_for:
        raise NobodyAnswers
    organisation, email = entry.organisation, entry.email
    held = Membership.objects.filter(as_spelled(email, "user__email"))
    if held.filter(organisation=organisation).exists():
        return Provisioned(entry)
    roles = entry.roles or [_default_role(organisation)]
    user = account_of(email)
    # Whom the directory itself shut out comes back as they were, unless others took them in.
    comes_back = bool(entry.roles) and user is not None and not seats_of(user)
    is_free = user is None or comes_back or not is_relied_on(user)
    if is_free and owns_domain_of(organisation, email):
        membership = take_in(
            organisation,
            email=email,
            name=entry.name,
            roles=roles,
            by=None,
            actor_label=_label(token),
        )
        return Provisioned(entry, membership=membership)
    if invited_within_hour(organisation, _label(token)) >= settings.SCIM_INVITATIONS:
        raise TooManyInvitations
    try:
        offer = offer_membership(
            organisation,
            email=email,
            name=entry.name,
            roles=roles,
            by=token.made_by,
            actor_label=_label(token),
        )
    except AlreadyOffered:
        return Provisioned(entry)
    except InvitedOften as error:
        raise TooManyInvitations from error
    return Provisioned(entry, offer=offer)


def _shut_out(entry: DirectoryEntry, token: DirectoryToken) -> None:
    """End the membership and what was offered; the roles are remembered."""
    label = _label(token)
    for offer in Offer.objects.filter(
        as_spelled(entry.email), organisation=entry.organisation
    ):
        withdraw_offer(offer, by=None, actor_label=label)
    membership = Membership.objects.filter(
        as_spelled(entry.email, "user__email"), organisation=entry.organisation
    ).first()
    if membership is None:
        return
    roles = list(membership.roles)
    remove_member(membership, by=None, actor_label=label)
    entry.is_active, entry.roles = False, roles
    entry.save(update_fields=["is_active", "roles", "changed_at"])


def _rename(entry: DirectoryEntry) -> None:
    """Call the account as the directory does, if it is the organisation's own and no one
    else's."""
    user = User.objects.filter(
        as_spelled(entry.email), memberships__organisation=entry.organisation
    ).first()
    if user is None or not entry.name or user.proven_at is not None:
        return
    if seats_of(user) == 1 and owns_domain_of(entry.organisation, entry.email):
        user.name = entry.name
        user.save(update_fields=["name"])


def _saved(entry: DirectoryEntry) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise AlreadyThere from error


def _default_role(organisation: Organisation) -> str:
    provider = IdentityProvider.objects.filter(organisation=organisation).first()
    return (provider.default_role if provider else "") or Role.PROCUREMENT


def _kept(entry: DirectoryEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in KEPT}


def _label(token: DirectoryToken) -> str:
    return f"directory …{token.ending}"


def _note(
    action: str,
    entry: DirectoryEntry,
    token: DirectoryToken,
    *,
    before: Any = None,
    after: Any = None,
) -> None:
    record(
        action,
        entry,
        organisation=entry.organisation,
        by=None,
        actor_label=_label(token),
        before=before,
        after=after,
    )
