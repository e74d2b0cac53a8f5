"""SAML 2.0, where the optional libraries are installed (requirements-saml.txt).

django-allauth and python3-saml speak it; the decision who comes in is the same as for OpenID
Connect. Assertions must be signed and answer a sign-in that began here.

The libraries are imported where they are needed: every process reads this module, and hardly
any of them needs their 14 MB.
"""

from __future__ import annotations

import base64
import datetime
from typing import Any
from uuid import UUID

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.saml.provider import SAMLProvider
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from riskapp.accounts.choices import Protocol
from riskapp.common.names import address
from riskapp.sso.actions import LONGEST_SUBJECT, Claims
from riskapp.sso.adapter import OfAnOrganisation
from riskapp.sso.http import begins_here, not_too_often

LARGEST_RESPONSE = 200 * 1024
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
MAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
XMLSOAP = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
ADDRESSES = (
    f"{XMLSOAP}/emailaddress",
    "urn:oid:0.9.2342.19200300.100.1.3",
    "email",
    "mail",
)
NAMES = (
    "http://schemas.microsoft.com/identity/claims/displayname",
    "urn:oid:2.16.840.1.113730.3.1.241",
    "displayName",
    "name",
)
GIVEN = (f"{XMLSOAP}/givenname", "urn:oid:2.5.4.42", "firstName", "givenName")
FAMILY = (f"{XMLSOAP}/surname", "urn:oid:2.5.4.4", "lastName", "sn")


class SamlProvider(OfAnOrganisation, SAMLProvider):  # type: ignore[misc]  # allauth is untyped
    """Keeps of a person only what they are called there, and asks anew who is to confirm."""

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        from allauth.socialaccount.providers.saml.utils import build_auth

        auth = build_auth(request, self)
        confirms = process == AuthProcess.REDIRECT
        onward = auth.login(return_to="", force_authn=confirms)
        self.stash_redirect_state(
            request,
            process,
            next_url,
            data,
            state_id=auth.get_last_request_id(),
            **kwargs,
        )
        return HttpResponseRedirect(onward)

    def sociallogin_from_response(self, request: HttpRequest, auth: Any) -> SocialLogin:
        if auth.get_nameid_format() == TRANSIENT or not auth.get_nameid():
            raise SuspiciousOperation("The name of the person changes every time.")
        login = super().sociallogin_from_response(request, auth)
        login.claims = _claims(auth)
        return login

    def extract_uid(self, data: Any) -> str:
        return str(data.get_nameid())[:LONGEST_SUBJECT]

    def extract_extra_data(self, data: Any) -> dict[str, Any]:  # noqa: ARG002  # allauth's signature
        return {}

    def extract_common_fields(self, data: Any) -> dict[str, Any]:  # noqa: ARG002  # allauth's signature
        return {}


def _claims(auth: Any) -> Claims:
    """The assertion is signed by the provider, and its word counts for verified domains of its
    organisation alone; unless it says otherwise, the address is the person's."""
    told = auth.get_attributes()
    email = _first(told, ADDRESSES)
    if not email and auth.get_nameid_format() == MAIL:
        email = str(auth.get_nameid())
    name = _first(told, NAMES) or f"{_first(told, GIVEN)} {_first(told, FAMILY)}"
    return Claims(
        subject=str(auth.get_nameid()),
        email=address(email),
        is_verified=_first(told, ("email_verified",)).lower() not in ("false", "0"),
        name=" ".join(name.split())[:200],
        at=_authenticated_at(auth),
    )


def _first(told: dict[str, list[str]], names: tuple[str, ...]) -> str:
    return next((str(told[n][0]) for n in names if told.get(n)), "")


def _authenticated_at(auth: Any) -> int | None:
    """When the person showed the provider who they are; from the one assertion there is."""
    from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

    document = OneLogin_Saml2_XML.to_etree(auth.get_last_response_xml())
    found = [
        statement.get("AuthnInstant")
        for assertion in OneLogin_Saml2_XML.query(document, "//saml:Assertion")
        if assertion.get("ID") == auth.get_last_assertion_id()
        for statement in OneLogin_Saml2_XML.query(
            assertion, "./saml:AuthnStatement", assertion
        )
    ]
    at = parse_datetime(found[0] or "") if len(found) == 1 else None
    if at is None:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=datetime.UTC)
    return int(at.timestamp())


def _known(request: HttpRequest, organization_slug: UUID) -> str:
    """Raises Http404 for a provider that is not there or is off."""
    slug = str(organization_slug)
    request.META.setdefault("HTTP_HOST", request.get_host())  # python3-saml looks there
    try:
        get_adapter().get_app(request, provider=SamlProvider.id, client_id=slug)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return slug


@login_not_required
@never_cache
@begins_here(Protocol.SAML)
def begin(request: HttpRequest, organization_slug: UUID) -> HttpResponse:
    """Go on to the provider."""
    from allauth.socialaccount.providers.saml import views

    reply: HttpResponse = views.login(
        request, organization_slug=_known(request, organization_slug)
    )
    return reply


@login_not_required
@csrf_exempt
@never_cache
@require_POST
@not_too_often
def come(request: HttpRequest, organization_slug: UUID) -> HttpResponse:
    """Take what the provider sends by another site; the session comes with the next step."""
    from allauth.socialaccount.providers.saml import views
    from lxml.etree import LxmlError
    from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

    slug = _known(request, organization_slug)
    sent = request.POST.get("SAMLResponse", "")
    if len(sent) > LARGEST_RESPONSE:
        raise SuspiciousOperation("The SAML response is too large.")
    try:
        OneLogin_Saml2_XML.to_etree(
            base64.b64decode("".join(sent.split()), validate=True)
        )
    except (ValueError, LxmlError) as error:
        raise SuspiciousOperation("This is no SAML response.") from error
    reply: HttpResponse = views.acs(request, organization_slug=slug)
    return reply


@login_not_required
@never_cache
@require_GET
@not_too_often
def finish(request: HttpRequest, organization_slug: UUID) -> HttpResponse:
    """Look at what was sent, with the session in which the sign-in began."""
    from allauth.socialaccount.providers.saml import views

    reply: HttpResponse = views.finish_acs(
        request, organization_slug=_known(request, organization_slug)
    )
    return reply


@login_not_required
@require_GET
def metadata(request: HttpRequest, organization_slug: UUID) -> HttpResponse:
    """What the provider has to know of us."""
    from allauth.socialaccount.providers.saml import views

    reply: HttpResponse = views.metadata(
        request, organization_slug=_known(request, organization_slug)
    )
    return reply


@login_not_required
def sign_out(request: HttpRequest, organization_slug: UUID) -> HttpResponse:  # noqa: ARG001  # the address names it
    """Nobody is signed out from outside, nor sent on from here."""
    raise Http404


# The names are django-allauth's.
urlpatterns = [
    path("<uuid:organization_slug>/login/", begin, name="saml_login"),
    path("<uuid:organization_slug>/acs/", come, name="saml_acs"),
    path("<uuid:organization_slug>/acs/finish/", finish, name="saml_finish_acs"),
    path("<uuid:organization_slug>/metadata/", metadata, name="saml_metadata"),
    path("<uuid:organization_slug>/sls/", sign_out, name="saml_sls"),
]
