"""Rights of members."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse

from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Membership, Organisation, User

PROOF_KEY = "accounts_proof"
SECOND_FACTOR_KEY = "accounts_second_factor"
# Where a person wanted to go before a second factor was asked for; templates offer it.
ONWARD_KEY = "onward"


@dataclass(frozen=True, slots=True)
class Proof:
    """An address that was proven in this session, and where to go with it."""

    email: str
    name: str
    back: str


def signed_in(request: HttpRequest) -> User:
    """The person who asks; the login middleware lets nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def require(user: User, organisation_id: UUID, can: Capability) -> Membership:
    """The person's membership; raises PermissionDenied without the capability."""
    membership = Membership.objects.filter(
        organisation_id=organisation_id, user=user
    ).first()
    if membership is None or not membership.can(can):
        raise PermissionDenied
    return membership


def organisation_for(user: User, can: Capability) -> Organisation:
    """The organisation a person works in; raises PermissionDenied without the capability.

    A person who belongs to several works in the first of them that grants it.
    """
    memberships = (
        Membership.objects.filter(user=user)
        .select_related("organisation")
        .order_by("id")
    )
    for membership in memberships:
        if membership.can(can):
            return membership.organisation
    raise PermissionDenied


def may_anywhere(user: User, can: Capability) -> bool:
    """Whether a person holds a capability in some organisation: what a button needs to know."""
    return any(membership.can(can) for membership in memberships_of(user))


def memberships_of(user: User) -> list[Membership]:
    """What a person is in which organisation; one query for pages that show several doors."""
    return list(Membership.objects.filter(user=user))


def rights_in(user: User, organisation_id: UUID) -> frozenset[Capability]:
    """Every capability a person holds in an organisation; one query."""
    membership = Membership.objects.filter(
        organisation_id=organisation_id, user=user
    ).first()
    if membership is None:
        return frozenset()
    return frozenset(c for c in Capability if membership.can(c))


def may(user: User, organisation_id: UUID, can: Capability) -> bool:
    """Whether a person holds a capability, for pages that show less to some."""
    membership = Membership.objects.filter(
        organisation_id=organisation_id, user=user
    ).first()
    return membership is not None and membership.can(can)


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the person has one and has shown it in this very session."""
    user = signed_in(request)
    if not user.has_authenticator:
        return False
    if request.session.get(SECOND_FACTOR_KEY) == user.pk:
        return True
    records = get_authentication_records(request, user)
    return any(record["method"] == "mfa" for record in records)


def note_second_factor(request: HttpRequest) -> None:
    """Remember that the person set one up in this session, and so has shown it."""
    request.session[SECOND_FACTOR_KEY] = signed_in(request).pk


def second_factor_url(request: HttpRequest, *, back: str, is_new: bool = False) -> str:
    """Where a signed-in person sets up or shows a second factor; ``back`` is offered after it."""
    request.session[ONWARD_KEY] = back
    if not is_new and signed_in(request).has_authenticator:
        return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}"
    return reverse("mfa_activate_totp")


def proof_of(request: HttpRequest) -> Proof | None:
    """The address that was proven in this session and not used yet."""
    held = request.session.get(PROOF_KEY)
    return Proof(**held) if held else None


def forget_proof(request: HttpRequest) -> None:
    request.session.pop(PROOF_KEY, None)


class VendorAccounts:
    """Accounts for ``questionnaires`` (setting ``QUESTIONNAIRE_ACCOUNTS``): there a person
    counts only with a proven address and a second factor shown in this session."""

    @staticmethod
    def address(request: HttpRequest) -> str:
        """The proven address of the person; empty when nobody is fully signed in."""
        user = request.user
        if not isinstance(user, User) or user.proven_at is None:
            return ""
        return user.email if has_second_factor(request) else ""

    @staticmethod
    def name(request: HttpRequest) -> str:
        return str(request.user)

    @staticmethod
    def sign_in_url(back: str) -> str:
        return f"{reverse('account_login')}?{urlencode({'next': back})}"

    @staticmethod
    def join_url(request: HttpRequest, *, email: str, name: str, back: str) -> str:
        """Where a person who has just proven an address gets, or signs in to, an account."""
        request.session[PROOF_KEY] = asdict(Proof(email, name, back))
        return reverse("account_join")
