"""How django-allauth finds the provider of an organisation, and what it must show."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import jwt
import requests
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import (
    OAuth2CallbackView,
    OAuth2LoginView,
)
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from riskapp.accounts.choices import Protocol
from riskapp.accounts.models import IdentityProvider, User
from riskapp.common.names import address
from riskapp.common.outgoing import may_be_asked, outgoing_session
from riskapp.common.wall import everything, keep_to_organisation
from riskapp.sso.actions import LONGEST_SUBJECT, SHOWN, Claims, admit, note_refusal
from riskapp.sso.errors import (
    BadToken,
    Cancelled,
    SignOnRefused,
    SomebodyElse,
)

# Signatures whose key cannot be mistaken for a shared secret.
SIGNED_BY = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}
)
# Who confirms that it is them did so at the provider within so many seconds.
JUST_NOW = 300
SECONDS_APART = 60  # two clocks
HINT_KEY = "sso_hint"
HTTP_REFUSED = 403
ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
)

# How long what a provider says of itself is kept, and how long one is left alone that did not
# answer.
SECONDS_KEPT = 300
SECONDS_LEFT_ALONE = 10
MOST_KEPT = 500
_discoveries: dict[tuple[str, str], tuple[float, dict[str, Any] | None]] = {}

logger = logging.getLogger(__name__)


class OpenIDAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # allauth is untyped
    """Takes nothing on trust that the standard lets one check.

    What the provider says of itself must carry the issuer that was typed; the token must be
    signed, meant for us, and answer this very sign-in (its nonce).
    """

    state: dict[str, Any]

    @property
    def openid_config(self) -> dict[str, Any]:
        if not hasattr(self, "_openid_config"):
            app = self.get_provider().app
            key = (app.provider_id, app.settings["issuer"])
            self._openid_config: dict[str, Any] = _known_about(key, self._discovered)
        return self._openid_config

    def _discovered(self) -> dict[str, Any]:
        """Asks the provider; raises OAuth2Error where it does not say what it must."""
        provider = self.get_provider()
        with outgoing_session() as session:
            reply = session.get(provider.server_url)
            reply.raise_for_status()
            config = reply.json()
        issuer = provider.app.settings["issuer"]
        if not isinstance(config, dict) or config.get("issuer") != issuer:
            raise OAuth2Error("The provider names another issuer.")
        for name in ENDPOINTS:
            if name in config and not may_be_asked(str(config[name])):
                raise OAuth2Error(f"{name} is not asked.")
        if not {"authorization_endpoint", "token_endpoint", "jwks_uri"} <= set(config):
            raise OAuth2Error("The provider does not say where to go.")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:  # noqa: ARG002  # allauth's signature
        return callback_url(app.provider_id)

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        with _odd_answers_refused():
            told: dict[str, Any] = super().get_access_token_data(*args, **kwargs)
        return told

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> SocialLogin:
        with _odd_answers_refused():
            return self._completed(request, app, token, kwargs["response"])

    def _completed(
        self, request: HttpRequest, app: SocialApp, token: Any, answer: dict[str, Any]
    ) -> SocialLogin:
        id_token = answer.get("id_token")
        if not isinstance(id_token, str):
            raise OAuth2Error("No id_token.")
        signed = self._decode_id_token(app, id_token)
        nonce = (self.state.get("data") or {}).get("nonce")
        if not nonce or signed.get("nonce") != nonce:
            raise OAuth2Error("The nonce is another one.")
        told = {}
        if "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if not isinstance(told, dict) or told.get("sub") != signed.get("sub"):
                raise OAuth2Error("Two answers speak of two people.")
        login = self.get_provider().sociallogin_from_response(
            request, {"id_token": signed}
        )
        login.claims = _claims(told | signed)
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """allauth does not look at the signature of what came over TLS; here it must be right,
        also where a provider with one key does not name it."""
        header = jwt.get_unverified_header(id_token)
        algorithm, key_id = header.get("alg"), header.get("kid")
        if algorithm not in SIGNED_BY:
            raise OAuth2Error("The id_token is not signed as it must be.")
        with outgoing_session() as session:
            reply = session.get(self.openid_config["jwks_uri"])
            reply.raise_for_status()
            known = jwt.PyJWKSet.from_dict(reply.json()).keys
        keys = [
            key
            for key in known
            if key.public_key_use in (None, "sig") and key_id in (None, key.key_id)
        ]
        if len(keys) != 1:
            raise OAuth2Error("The key of the id_token is not known.")
        decoded: dict[str, Any] = jwt.decode(
            id_token,
            key=keys[0].key,
            algorithms=[algorithm],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            leeway=SECONDS_APART,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
        if decoded.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The id_token was made for somebody else.")
        return decoded


class OfAnOrganisation:
    """What a provider does whatever it speaks."""

    app: SocialApp

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing of the address is passed on, but where to go afterwards."""
        confirms = request.GET.get("process") == AuthProcess.REDIRECT
        return {
            "process": AuthProcess.REDIRECT if confirms else AuthProcess.LOGIN,
            "next_url": get_next_redirect_url(request),
        }

    def serialize(self) -> dict[str, Any]:
        """By its own id: two organisations may be known under the same client id."""
        return {"id": self.app.provider_id, "app.client_id": self.app.client_id}


class OrganisationsProvider(OfAnOrganisation, OpenIDConnectProvider):  # type: ignore[misc]  # allauth is untyped
    """Begins a sign-in with a nonce and keeps of a person only what they are called there."""

    oauth2_adapter_class = OpenIDAdapter

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,  # noqa: ARG002  # allauth's signature
        **kwargs: Any,
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        params = {"nonce": nonce}
        if process == AuthProcess.REDIRECT:
            params |= {"prompt": "login", "max_age": "0"}
        hint = request.session.pop(HINT_KEY, None)
        if hint:
            params["login_hint"] = hint
        reply: HttpResponse = super().redirect(
            request, process, next_url, {"nonce": nonce}, auth_params=params, **kwargs
        )
        return reply

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Cut where there is no more room; ``admit`` refuses what was longer."""
        return str(data["id_token"]["sub"])[:LONGEST_SUBJECT]

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002  # allauth's signature
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:  # noqa: ARG002  # allauth's signature
        return []


class ProvidersOfOrganisations(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Reads providers from the organisations' settings and decides who comes in."""

    def list_apps(
        self,
        request: HttpRequest,  # noqa: ARG002  # allauth's signature
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """The provider of one organisation, by its id; never several to choose from.

        allauth asks for those that speak SAML by what it takes for a client id.
        """
        by_saml = provider == Protocol.SAML
        try:
            wanted = UUID(str(client_id if by_saml else provider))
        except ValueError:
            return []
        found = IdentityProvider.objects.filter(pk=wanted, is_enabled=True)
        if by_saml:
            found = found.filter(protocol=Protocol.SAML)
        with everything("a provider by its id"):
            return [
                _app(row)
                for row in found.select_related("organisation")
                if row.protocol == Protocol.OIDC or settings.SAML_IS_INSTALLED
            ]

    def get_requests_session(self) -> requests.Session:
        return outgoing_session()

    def is_open_for_signup(
        self,
        request: HttpRequest,  # noqa: ARG002  # allauth's signature
        sociallogin: SocialLogin,  # noqa: ARG002  # allauth's signature
    ) -> bool:
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: OrganisationsProvider,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,  # noqa: ARG002  # allauth's signature
    ) -> None:
        logger.warning(
            "Single sign-on at %s failed: %s",
            provider.app.provider_id,
            _fault(exception) if exception else error,
        )
        turned_back = error == AuthError.CANCELLED
        refusal = Cancelled() if turned_back else BadToken()
        raise ImmediateHttpResponse(_refused(request, refusal))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Decide whose session this becomes; raises ImmediateHttpResponse with a refusal."""
        sociallogin.token = None
        with everything("a provider by its id"):
            provider = (
                IdentityProvider.objects.select_related("organisation", "set_up_by")
                .filter(pk=sociallogin.account.provider, is_enabled=True)
                .first()
            )
        if provider is None:
            raise Http404
        keep_to_organisation(provider.organisation_id)
        who: Claims = sociallogin.claims
        process = sociallogin.state.get("process")
        try:
            user = admit(provider, who)
            if process == AuthProcess.REDIRECT:
                raise ImmediateHttpResponse(_confirmed(request, sociallogin, user, who))
        except SignOnRefused as error:
            note_refusal(provider, who, error.reason)
            raise ImmediateHttpResponse(_refused(request, error)) from error
        sociallogin.user = user
        sociallogin.state[SHOWN] = who.at or 0
        sociallogin.account = SocialAccount.objects.get(
            provider=str(provider.pk), uid=who.subject
        )


class Begin(OAuth2LoginView):  # type: ignore[misc]  # allauth is untyped
    """Goes on to the provider, or says that it does not answer."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            reply: HttpResponse = super().dispatch(request, *args, **kwargs)
        except (requests.RequestException, OAuth2Error, ValueError) as error:
            logger.warning("A provider was not reached: %s", type(error).__name__)
            return render(request, "sso/away.html", status=503)
        return reply


class Come(OAuth2CallbackView):  # type: ignore[misc]  # allauth is untyped
    """Comes back from the provider, with what was kept when the sign-in began."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, refusal = super()._get_state(request, provider)
        self.adapter.state = state or {}
        named = request.GET.get("iss")
        if refusal is None and named not in (None, provider.app.settings["issuer"]):
            refusal = _refused(request, BadToken())
        return state, refusal


def _known_about(
    key: tuple[str, str], ask: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """What a provider said of itself a short while ago; one that did not answer is left alone
    for some seconds. Raises what ``ask`` does, and OAuth2Error.

    Kept in the memory of the process, as what decides who comes in must not lie in the cache.
    """
    now = time.monotonic()
    until, known = _discoveries.get(key, (0.0, None))
    if until > now:
        if known is None:
            raise OAuth2Error("The provider did not answer a moment ago.")
        return known
    if len(_discoveries) >= MOST_KEPT:
        _discoveries.clear()
    if known is not None:  # the others go on by it while one asks
        _discoveries[key] = (now + SECONDS_LEFT_ALONE, known)
    try:
        told = ask()
    except (requests.RequestException, OAuth2Error, ValueError):
        _discoveries[key] = (time.monotonic() + SECONDS_LEFT_ALONE, None)
        raise
    _discoveries[key] = (time.monotonic() + SECONDS_KEPT, told)
    return told


@contextmanager
def _odd_answers_refused() -> Iterator[None]:
    """What a provider answers need not have the shape it should."""
    try:
        yield
    except (jwt.PyJWTError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise OAuth2Error("The answer is odd.") from error


def callback_url(provider_id: Any) -> str:
    """Where a provider sends people back to; it has to be told."""
    path = reverse("openid_connect_callback", kwargs={"provider_id": str(provider_id)})
    return f"{settings.PUBLIC_URL}{path}"


def address_of(row: IdentityProvider, step: str) -> str:
    """Of SAML: what a provider has to be told, "acs" or "metadata"."""
    path = reverse(f"saml_{step}", kwargs={"organization_slug": row.pk})
    return f"{settings.PUBLIC_URL}{path}"


def _app(row: IdentityProvider) -> SocialApp:
    """A provider as allauth reads it; never stored."""
    if row.protocol == Protocol.SAML:
        return SocialApp(
            provider=Protocol.SAML,
            provider_id=str(row.pk),
            name=row.organisation.name[:40],
            client_id=str(row.pk),
            settings={
                "idp": {
                    "entity_id": row.issuer,
                    "sso_url": row.sign_in_url,
                    "x509cert": row.certificate,
                },
                "sp": {"entity_id": address_of(row, "metadata")},
                "advanced": {
                    "strict": True,
                    "allow_single_label_domains": True,
                    "want_assertion_signed": True,
                    "want_name_id": True,
                    "want_attribute_statement": False,
                    "allow_repeat_attribute_name": False,
                    "reject_deprecated_algorithm": True,
                    "reject_idp_initiated_sso": True,
                },
            },
        )
    return SocialApp(
        provider=OrganisationsProvider.id,
        provider_id=str(row.pk),
        name=row.organisation.name[:40],
        client_id=row.client_id,
        secret=row.secret,
        settings={
            "issuer": row.issuer,
            "server_url": row.issuer.rstrip("/"),
            "oauth_pkce_enabled": True,
        },
    )


def _claims(told: dict[str, Any]) -> Claims:
    """``xms_edov`` is how Microsoft says that it knows the owner of the address."""
    at = told.get("auth_time")
    if "\x00" in f"{told['sub']}{told.get('email')}{told.get('name')}":
        raise ValueError("A sign that is in no name.")
    return Claims(
        subject=str(told["sub"]),
        email=address(str(told.get("email") or "")),
        is_verified=any(
            told.get(name) in (True, "true", "1")
            for name in ("email_verified", "xms_edov")
        ),
        name=" ".join(str(told.get("name") or "").split())[:200],
        at=int(at) if isinstance(at, int | float) else None,
    )


def _fault(error: Exception) -> str:
    """What went wrong, for the log: our own words, of others only the kind."""
    ours = isinstance(error, OAuth2Error) and "retrieving" not in str(error)
    cause = f" ({type(error.__cause__).__name__})" if error.__cause__ else ""
    return (str(error) if ours else type(error).__name__) + cause


def _confirmed(
    request: HttpRequest, login: SocialLogin, user: User, who: Claims
) -> HttpResponse:
    """Who is signed in has just shown it to the provider once more: what waits goes on."""
    if request.user != user or who.at is None or time.time() - who.at > JUST_NOW:
        raise SomebodyElse
    record_authentication(
        request,
        request.user,
        "socialaccount",
        provider=login.account.provider,
        uid=login.account.uid,
        reauthenticated=True,
    )
    back = {"next": login.state.get("next") or "/"}
    request.GET = QueryDict(urlencode(back))  # what allauth reads
    reply: HttpResponse = resume_request(request)
    return reply


def _refused(request: HttpRequest, error: SignOnRefused) -> HttpResponse:
    return render(request, "sso/refused.html", {"reason": error}, status=HTTP_REFUSED)
