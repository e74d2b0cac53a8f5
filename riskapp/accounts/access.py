"""Rights of members."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    reauthenticate_by_password,
    suspend_request,
)
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from riskapp.accounts.choices import Capability
from riskapp.accounts.models import MemberSeat, Membership, Organisation, User
from riskapp.common.clocks import age
from riskapp.common.wall import keep_to_organisation

PROOF_KEY = "accounts_proof"
BEGAN_KEY = "accounts_began"
SEEN_KEY = "accounts_seen"
PROVIDER_KEY = "accounts_provider"
SHOWN_KEY = "accounts_shown"
NOTED_EVERY = 60  # seconds between two signs of life that are kept
View = Callable[..., HttpResponseBase]
WORKING_KEY = "accounts_organisation"
BACKEND = "riskapp.accounts.adapter.PeopleBackend"
UNSENT_KEY = "accounts_unsent"
UNSENT_SECONDS = 15 * 60
UNSENT_BYTES = 200_000
SECOND_FACTOR_KEY = "accounts_second_factor"
# Where a person wanted to go before a second factor was asked for; templates offer it.
ONWARD_KEY = "onward"
ANSWERS_KEY = "accounts_answers"


@dataclass(frozen=True, slots=True)
class ProvenAddress:
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
    membership = _membership(user, organisation_id)
    if membership is None or not membership.can(can):
        raise PermissionDenied
    return membership


def organisation_for(user: User, can: Capability) -> Organisation:
    """The organisation a person works in; raises PermissionDenied without the capability.

    Nobody works in several at once, and nothing is guessed: whoever belongs to several and
    has not chosen is refused.
    """
    held = memberships_of(user)
    if len(held) != 1 or not held[0].can(can):
        raise PermissionDenied
    return held[0].organisation


def may_here(user: User, can: Capability) -> bool:
    """Whether a person holds a capability where they work: what a button needs to know.

    On a page it needs no query: the seat was read together with the person.
    """
    if user.is_placed:
        return user.works_in is not None and user.works_in.can(can)
    return any(membership.can(can) for membership in memberships_of(user))


def memberships_of(user: User) -> list[Membership]:
    """What a person is where they work; one query for pages that show several doors.

    Behind the pages, where nobody has chosen, it is every membership.
    """
    held = Membership.objects.filter(user=user).select_related("organisation")
    if user.is_placed:
        if user.works_in is None:
            return []
        held = held.filter(organisation=user.works_in.organisation_id)
    return list(held)


def rights_in(user: User, organisation_id: UUID) -> frozenset[Capability]:
    """Every capability a person holds in an organisation; one query."""
    membership = _membership(user, organisation_id)
    if membership is None:
        return frozenset()
    return frozenset(c for c in Capability if membership.can(c))


def may(user: User, organisation_id: UUID, can: Capability) -> bool:
    """Whether a person holds a capability, for pages that show less to some."""
    membership = _membership(user, organisation_id)
    return membership is not None and membership.can(can)


def chosen_seat(request: HttpRequest, user: User) -> MemberSeat | None:
    """The seat chosen in this session, or the only one there is."""
    if len(user.seats) == 1:
        return user.seats[0]
    chosen = request.session.get(WORKING_KEY)
    return next((s for s in user.seats if str(s.organisation_id) == chosen), None)


def note_provider(
    session: SessionBase, organisation_id: UUID, *, shown_at: int = 0
) -> None:
    """This session began at the provider of an organisation and is good for nothing else.

    ``shown_at`` is when the person showed the provider who they are, in seconds since 1970; 0
    where it does not say.
    """
    session[PROVIDER_KEY] = str(organisation_id)
    session[SHOWN_KEY] = shown_at


def shown_at(request: HttpRequest, user: User) -> float:
    """When a person last showed who they are in this session, in seconds since 1970.

    That a provider still knew them is no such sign: there it counts when they showed it to
    the provider.
    """
    at = 0.0
    for record in get_authentication_records(request, user):
        told = float(record["at"])
        if record["method"] == "socialaccount" and not record.get("reauthenticated"):
            told = min(told, float(request.session.get(SHOWN_KEY, 0)))
        at = max(at, told)
    return at


def provider_of(session: SessionBase) -> str:
    """The id of the organisation at whose provider this session began, or ""."""
    return str(session.get(PROVIDER_KEY, ""))


def takes_open_seats(request: HttpRequest, user: User) -> bool:
    """Leave a person the seats that this session is good for; whether it is for any.

    Who came through the provider of an organisation works there alone, however many would
    have them: what it says of a person counts nowhere else. Who came in another way works
    wherever no provider is required; whose address is proven may be a person at a vendor, and
    is one even without a seat.
    """
    came_by, held = provider_of(request.session), user.seats
    if came_by:
        user.seats = tuple(
            seat
            for seat in held
            if str(seat.organisation_id) == came_by and seat.has_provider
        )
        user.is_known_elsewhere = bool(len(held) > 1 or user.proven_at)
        return bool(user.seats)
    user.seats = tuple(seat for seat in held if not seat.only_by_provider)
    return bool(user.seats or not held or user.proven_at)


def choose_seat(request: HttpRequest, organisation_id: str) -> MemberSeat:
    """Work in another organisation of one's own from now on; any other is 404."""
    user = signed_in(request)
    for seat in user.seats:
        if str(seat.organisation_id) == organisation_id:
            request.session[WORKING_KEY] = organisation_id
            user.work_in(seat)
            keep_to_organisation(seat.organisation_id)
            return seat
    raise Http404


def let_in(request: HttpRequest, user: User) -> None:
    """Sign in whoever has just set a password here: it is not asked for again at once, and
    the browser is in the list of those the person is signed in with."""
    login(request, user, backend=BACKEND)
    reauthenticate_by_password(request)
    UserSession.objects.create_from_request(request)


def begin_visit(session: SessionBase) -> None:
    """From now on the session of a person counts."""
    session[BEGAN_KEY] = session[SEEN_KEY] = int(time.time())


def has_ended(session: SessionBase) -> bool:
    """Whether a member was away too long, or is here too long; else a sign of life is noted."""
    now = int(time.time())
    began, seen = session.get(BEGAN_KEY), session.get(SEEN_KEY)
    if began is None or seen is None:
        begin_visit(session)
        return False
    if age(seen) > settings.MEMBER_IDLE_MINUTES * 60:
        return True
    if age(began) > settings.MEMBER_SESSION_HOURS * 3600:
        return True
    if now - seen > NOTED_EVERY:
        session[SEEN_KEY] = now
    return False


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form that came when the visit had ended, kept for its person."""

    path: str
    user: int
    organisation: str
    at: float
    data: dict[str, list[str]]

    def fields(self) -> list[tuple[str, str]]:
        """Every name with every value, as the form is to be sent."""
        return [(name, value) for name, values in self.data.items() for value in values]


def unsent_of(request: HttpRequest, user: User) -> dict[str, Any] | None:
    """What a person posts with a form of ours; nothing of files, and of what scripts send."""
    length = request.headers.get("Content-Length") or "0"
    if (
        request.method != "POST"
        or user.works_in is None
        or not request.path.startswith("/")
        or request.path.startswith("/accounts/")
        or request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
        or not length.isdigit()
        or int(length) > UNSENT_BYTES
    ):
        return None
    data = {
        name: [str(value) for value in values]
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
    }
    organisation = str(user.works_in.organisation_id)
    kept = KeptForm(request.get_full_path(), user.pk, organisation, time.time(), data)
    return asdict(kept) if data else None


def unsent_here(request: HttpRequest) -> KeptForm | None:
    """What the person typed into the page asked for; it goes once it is sent, dropped, too
    old, or somebody else is here."""
    held = request.session.get(UNSENT_KEY)
    if held is None:
        return None
    unsent, user = KeptForm(**held), signed_in(request)
    where = str(user.works_in.organisation_id) if user.works_in else ""
    is_theirs = (unsent.user, unsent.organisation) == (user.pk, where)
    if not is_theirs or age(unsent.at) > UNSENT_SECONDS:
        forget_unsent(request)
        return None
    if unsent.path != request.get_full_path():
        return None
    if request.method == "POST":
        forget_unsent(request)
        return None
    return unsent if request.method == "GET" else None


def forget_unsent(request: HttpRequest) -> None:
    request.session.pop(UNSENT_KEY, None)


def asks_again(view: View) -> View:
    """Ask whoever changes something here for the password, unless they just gave it.

    What was sent is kept meanwhile and goes on afterwards.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and _signed_in_long_ago(request):
            again = (
                "confirm_by_provider"
                if provider_of(request.session)
                else "reauthenticate"
            )
            reply: HttpResponseBase = suspend_request(
                request, reverse(f"account_{again}")
            )
            return reply
        return view(request, *args, **kwargs)

    return wrapped


def _signed_in_long_ago(request: HttpRequest) -> bool:
    if not settings.ASK_AGAIN_MINUTES:
        return False
    last = shown_at(request, signed_in(request))
    return age(last) > settings.ASK_AGAIN_MINUTES * 60


def choice_url(back: str) -> str:
    """Where a member of several organisations chooses one; ``back`` is shown after it."""
    return f"{reverse('account_organisation')}?{urlencode({'next': back}, safe='/')}"


def _membership(user: User, organisation_id: UUID) -> Membership | None:
    """What a person is in an organisation; nothing where they work in another one."""
    if user.is_placed and (
        user.works_in is None or user.works_in.organisation_id != organisation_id
    ):
        return None
    return Membership.objects.filter(organisation=organisation_id, user=user).first()


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the person has one and has shown it in this very session, here or at a provider
    whose word counts for it."""
    user = signed_in(request)
    seat = user.works_in
    if provider_of(request.session) and seat and seat.provider_is_strong:
        return True
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


def proof_of(request: HttpRequest) -> ProvenAddress | None:
    """The address that was proven in this session and not used yet."""
    held = request.session.get(PROOF_KEY)
    return ProvenAddress(**held) if held else None


def forget_proof(request: HttpRequest) -> None:
    request.session.pop(PROOF_KEY, None)


def has_answered(session: SessionBase) -> bool:
    """Whether somebody answered a questionnaire in this session, signed in or not."""
    return bool(session.get(ANSWERS_KEY))


class VendorAccounts:
    """Accounts for ``questionnaires`` (setting ``QUESTIONNAIRE_ACCOUNTS``): there a person
    counts only with a proven address and a second factor shown in this session."""

    @staticmethod
    def address(request: HttpRequest) -> str:
        """The proven address of the person; empty when nobody is fully signed in."""
        user = request.user
        if not isinstance(user, User) or user.proven_at is None:
            return ""
        if provider_of(request.session):
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
        request.session[PROOF_KEY] = asdict(ProvenAddress(email, name, back))
        return reverse("account_join")

    @staticmethod
    def note_answering(request: HttpRequest) -> None:
        """Remember that the browser may hold answers which were not sent (:func:`has_answered`)."""
        request.session[ANSWERS_KEY] = True
