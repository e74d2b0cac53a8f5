"""What stands before every page: who works where, which second factor, which language and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.utils.translation.trans_real import parse_accept_lang_header

from riskapp.accounts.access import (
    UNSENT_KEY,
    choice_url,
    chosen_seat,
    has_ended,
    has_second_factor,
    second_factor_url,
    takes_open_seats,
    unsent_here,
    unsent_of,
)
from riskapp.accounts.models import User
from riskapp.accounts.queries import (
    language_of,
)
from riskapp.common import zones
from riskapp.common.wall import keep_to_organisation

# Pages of whoever has an account, at a vendor too.
FOR_ALL = ("organisations:sessions",)
OWN_PAGES = ("account_", "mfa_", "set_language", "health")
# What a session that began at somebody's provider must leave alone in an account that others
# rely on too; showing a second factor that there is changes nothing.
WAYS_IN = ("account_change_password", "mfa_", "organisations:sessions")
SHOWN_ONLY = (
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
)


class PlacedPeopleMiddleware(AuthenticationMiddleware):
    """Django's, for people who work in the organisation they chose in this session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _placed(request))  # type: ignore[assignment]  # acts as one


def _placed(request: HttpRequest) -> User | AnonymousUser:
    user = get_user(request)
    if isinstance(user, User):
        if not takes_open_seats(request, user):
            request.user = user
            logout(request)
            return request.user
        user.work_in(chosen_seat(request, user))
        if user.is_member and has_ended(request.session):
            request.user = user  # who leaves is known without asking once more
            unsent = unsent_of(request, user)
            logout(request)
            if unsent:
                request.session[UNSENT_KEY] = unsent
            return request.user
    return user


class MembersOnlyMiddleware:
    """Keeps the buyer's pages to members, with a second factor where one is a duty.

    Whoever belongs to several organisations chooses one before seeing anything. No browser
    and no proxy keeps a page from behind the door.

    Runs after Django's LoginRequiredMiddleware and for the same views: those that are not
    marked as open to people without an account.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reply = self.get_response(request)
        if getattr(request, "is_behind_a_door", False):
            add_never_cache_headers(reply)
        return reply

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        _args: Sequence[Any],
        _kwargs: Mapping[str, Any],
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        request.is_behind_a_door = True  # type: ignore[attr-defined]  # read on the way out
        user = _who_asks(request)
        if user is None:
            return None
        elsewhere = _kept_from_ways_in(request, user)
        if elsewhere or _is_own_page(request):
            return elsewhere
        if not user.is_member:
            return _page_of_a_vendor(request)
        seat = user.works_in
        is_strict = seat is not None and (
            seat.requires_second_factor or seat.is_break_glass
        )
        if seat and (not is_strict or has_second_factor(request)):
            return _page_of_unsent(request)
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        if seat is None:
            return redirect(choice_url(request.get_full_path()))
        return redirect(second_factor_url(request, back=request.get_full_path()))


def _who_asks(request: HttpRequest) -> User | None:
    """Whoever is signed in; from here on they have the rows of where they work in hand."""
    user = request.user
    if not isinstance(user, User):
        return None
    if user.works_in is not None:
        keep_to_organisation(user.works_in.organisation_id)
    return user


def _kept_from_ways_in(request: HttpRequest, user: User) -> HttpResponse | None:
    """None, unless a session that began at a provider would change how one signs in to an
    account that others rely on, or a password that there never was."""
    match = request.resolver_match
    name = match.view_name if match else ""
    if user.is_known_elsewhere and name.startswith(WAYS_IN) and name not in SHOWN_ONLY:
        raise PermissionDenied
    if name == "account_change_password" and not user.has_usable_password():
        return redirect("mfa_index")
    return None


def _is_own_page(request: HttpRequest) -> bool:
    match = request.resolver_match
    return (
        match is not None
        and not match.namespaces
        and (match.url_name or "").startswith(OWN_PAGES)
    )


def _page_of_a_vendor(request: HttpRequest) -> HttpResponse | None:
    """Of the pages for members, what somebody at a vendor sees instead, or too."""
    if request.resolver_match and request.resolver_match.view_name in FOR_ALL:
        return None
    if request.path == resolve_url(settings.LOGIN_REDIRECT_URL):
        return redirect(settings.VENDOR_HOME_URL)
    raise PermissionDenied


def _page_of_unsent(request: HttpRequest) -> HttpResponse | None:
    """What was typed into this page when the visit had ended, to look at and send; never
    sent by itself."""
    unsent = unsent_here(request)
    if unsent is None:
        return None
    context = {"unsent": unsent, "fields": unsent.fields()}
    return render(request, "account/unsent.html", context)


class OwnLanguageMiddleware:
    """Shows members the pages in the language they chose on their account page.

    A language picked at the foot of a page goes first: it is kept in a cookie and holds for
    that browser. Whoever chose none reads what the browser asks for, and where it asks for
    nothing that is offered, the language of their organisation.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_known(request) and not _has_picked(request):
            user = request.user
            if isinstance(user, User) and user.is_member:
                seat = user.works_in
                asked = None if user.language else _asked_for(request)
                chosen = asked or language_of(user, seat.language if seat else "")
                translation.activate(chosen)
                request.LANGUAGE_CODE = chosen
        return self.get_response(request)


def _has_picked(request: HttpRequest) -> bool:
    return request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in dict(
        settings.LANGUAGES
    )


def _asked_for(request: HttpRequest) -> str | None:
    """The first language of the browser's wishes that is offered."""
    header = request.headers.get("Accept-Language", "")
    for accepted, _weight in parse_accept_lang_header(header):
        try:
            return translation.get_supported_language_variant(accepted)
        except LookupError:
            continue
    return None


class OwnTimeMiddleware:
    """Counts days where the organisation is, and shows moments where the person is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if _is_known(request) else None
        if not isinstance(user, User) or user.works_in is None:
            return self.get_response(request)
        with zones.days_in(user.works_in.time_zone, user.time_zone):
            return self.get_response(request)


def _is_known(request: HttpRequest) -> bool:
    """Whether somebody is signed in; nothing is read for those who are not."""
    return (
        settings.SESSION_COOKIE_NAME in request.COOKIES
        and SESSION_KEY in request.session
    )
