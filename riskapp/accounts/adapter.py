"""How sign-in is adapted: nobody signs up, secrets are sealed, a second factor can be a duty."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from functools import cache
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import cache as shared_cache
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from riskapp.accounts.access import (
    shown_at,
    signed_in,
)
from riskapp.accounts.models import IdentityProvider, MemberSeat, Membership, User
from riskapp.accounts.queries import (
    enters_by_provider_alone,
    has_to_use_provider,
)
from riskapp.common.clocks import age
from riskapp.common.sealing import seal, unseal
from riskapp.common.wall import everything, of_everything

# Who has just signed in is not asked for the password again to set up a second factor.
FRESH_SECONDS = 300
SECOND_FACTOR = "riskapp.second_factor"
# What counts as a second factor; recovery codes only stand in for one.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

# Wrong passwords of one account, wherever they come from, and how long a place is remembered
# from which its person came in.
GUESSES = {"app": "allauth.account", "action": "login_guesses"}
PLACE_SECONDS = 30 * 24 * 60 * 60

logger = logging.getLogger(__name__)


class InvitedOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Closes the public sign-up page and sends people at vendors to their own page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        return False

    def send_mail(self, template_prefix: str, email: str, context: Any) -> None:
        """A mail server that refuses is told in words, for known and unknown addresses alike."""
        try:
            super().send_mail(
                template_prefix, email, context | {"address": settings.PUBLIC_URL}
            )
        except OSError as error:  # smtplib's errors are such
            logger.error("A mail of sign-in was not sent: %s", type(error).__name__)  # noqa: TRY400  # it may hold the address
            page = render(self.request, "errors/mail.html", status=503)
            raise ImmediateHttpResponse(page) from error

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Where people reach the product; never the host that a request named."""
        account, _, proof = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[account, proof])
        return f"{settings.PUBLIC_URL}{path}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by who tries, so that nobody shuts a person out from
        elsewhere. Of all places together few an hour are taken, but for those from which the
        person came in before."""
        super().pre_authenticate(request, **credentials)
        login = _login_in(credentials)
        if not ratelimit.consume(request, **GUESSES, key=login, dry_run=True) and not (
            shared_cache.get(_place_key(request, login))
        ):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        ratelimit.consume(request, **GUESSES, key=_login_in(credentials))

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Remember from where somebody came in."""
        shared_cache.set(_place_key(request, user.email), True, PLACE_SECONDS)  # noqa: FBT003  # a value
        reply: HttpResponse = super().post_login(request, user, **more)
        return reply

    def _get_login_attempts_cache_key(
        self, request: HttpRequest, **credentials: Any
    ) -> str:
        """Without the host, which whoever guesses could call as they like."""
        return f"{ratelimit.get_ip(request)} {_login_in(credentials)}"

    def pre_login(
        self, request: HttpRequest, user: User, **more: Any
    ) -> HttpResponse | None:
        """Nobody comes in by password where their organisation has its own sign-in."""
        refused: HttpResponse | None = super().pre_login(request, user, **more)
        comes_by_provider = "sociallogin" in (more.get("signal_kwargs") or {})
        if refused is None and not comes_by_provider and has_to_use_provider(user):
            return redirect("account_provider")
        return refused

    def get_login_stages(self) -> list[str]:
        ours = "riskapp.accounts.adapter.SecondFactorStage"
        return [
            ours if path == "allauth.mfa.stages.AuthenticateStage" else path
            for path in super().get_login_stages()
        ]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        with everything("whether a person is a member"):
            is_member = Membership.objects.filter(user=signed_in(request)).exists()
        return resolve_url(
            settings.LOGIN_REDIRECT_URL if is_member else settings.VENDOR_HOME_URL
        )

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        last = shown_at(self.request, signed_in(self.request))
        if age(last) < FRESH_SECONDS:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))


def _login_in(credentials: Mapping[str, Any]) -> str:
    return str(credentials.get("email", "")).lower()


def _place_key(request: HttpRequest, login: str) -> str:
    """The name of an account at an address, which nobody reads in the cache."""
    place = f"{ratelimit.get_ip(request)} {login.lower()}"
    return f"accounts.came.{hashlib.sha256(place.encode()).hexdigest()}"


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]  # allauth is untyped
    """Asks for the second factor, unless a provider that is trusted with it was asked."""

    def _should_handle(self, request: HttpRequest) -> bool:
        login = (self.login.signal_kwargs or {}).get("sociallogin")
        if login and IdentityProvider.objects.filter(
            pk=login.account.provider, is_strong=True
        ):
            return False
        return bool(super()._should_handle(request))


class SealedSecretsAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Keeps the secrets of second factors sealed with a key made of the secret key.

    After a change of ``SECRET_KEY`` they open as long as the old one is in
    ``SECRET_KEY_FALLBACKS``.
    """

    def get_totp_issuer(self) -> str:
        return "riskapp"

    def encrypt(self, text: str) -> str:
        return seal(text, SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, SECOND_FACTOR)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002  # allauth's signature
        """What a passkey is called that nobody named."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return str(_("Passkey %(number)s") % {"number": count + 1})

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Who asks for a passkey, as the browser shows it."""
        known: dict[str, str] = super().get_public_key_credential_rp_entity()
        return known | {"name": "riskapp"}

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one while an organisation of the person asks for it, nor from a
        break-glass account."""
        others = Authenticator.objects.filter(
            user=authenticator.user_id, type__in=FACTORS
        ).exclude(pk=authenticator.pk)
        if others.exists():
            return True
        asks = Q(organisation__requires_second_factor=True) | Q(
            organisation__identity_provider__break_glass=F("user")
        )
        with everything("what the organisations of a person ask for"):
            return not Membership.objects.filter(
                asks, user_id=authenticator.user_id
            ).exists()


class PeopleBackend(AuthenticationBackend):  # type: ignore[misc]  # allauth is untyped
    """Reads with a person, in one query, what every page must know about them."""

    @of_everything("where a person is a member")
    def get_user(self, user_id: int) -> User | None:
        statement, before, after = _with_seats()
        found = User.objects.raw(statement, [*before, user_id, *after])
        user: Any = next(iter(found), None)
        if user is None or not self.user_can_authenticate(user):
            return None
        user.has_authenticator = user.has_app
        seats = (json.loads(held) for held in user.held)
        user.seats = tuple(
            MemberSeat(**seat | {"organisation_id": UUID(seat["organisation_id"])})
            for seat in seats
        )
        user.work_in(user.seats[0] if len(user.seats) == 1 else None)
        return user  # type: ignore[no-any-return]  # with what was annotated


@cache
def _with_seats() -> tuple[str, tuple[object, ...], tuple[object, ...]]:
    """The statement that reads a person, and what is given to it before and after their key.

    It is the same for everybody and on every page: putting it together anew each time took
    longer than all that the database does for it.
    """
    anybody = -271_828
    people = User.objects.annotate(
        held=ArraySubquery(_seats_of(OuterRef("pk"))),
        has_app=Exists(
            Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
        ),
    ).filter(pk=anybody)
    statement, given = people.query.sql_with_params()
    place = given.index(anybody)
    return statement, given[:place], given[place + 1 :]


def _seats_of(user: OuterRef) -> QuerySet[Membership, Any]:
    provider = "organisation__identity_provider"
    is_break_glass = Q(**{f"{provider}__break_glass": F("user")})
    seat = JSONObject(
        organisation_id="organisation_id",
        organisation="organisation__name",
        roles="roles",
        language="organisation__language",
        requires_second_factor="organisation__requires_second_factor",
        unread="unread",
        time_zone="organisation__time_zone",
        has_provider=_whether(Q(**{f"{provider}__is_enabled": True})),
        provider_is_strong=_whether(Q(**{f"{provider}__is_strong": True})),
        is_break_glass=_whether(
            Q(**{f"{provider}__is_required": True}) & is_break_glass
        ),
        only_by_provider=_whether(enters_by_provider_alone()),
    )
    rows = Membership.objects.filter(user=user).order_by("organisation__name", "pk")
    return rows.values_list(seat, flat=True)


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(value=True)), default=Value(value=False))
