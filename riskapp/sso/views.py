"""Signing in through a provider, and how an organisation sets that up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.utils import get_next_redirect_url
from allauth.decorators import rate_limit
from allauth.socialaccount.models import SocialApp
from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from riskapp.accounts.access import (
    asks_again,
    organisation_for,
    provider_of,
    signed_in,
)
from riskapp.accounts.choices import Capability, Protocol
from riskapp.accounts.models import IdentityProvider, Organisation, User
from riskapp.audit.http import changed_meanwhile
from riskapp.common.versions import as_it_is
from riskapp.common.wall import everything, keep_to_organisation
from riskapp.organisations.access import membership_for
from riskapp.sso.access import domain_for, token_for
from riskapp.sso.actions import (
    add_domain,
    change_provider,
    make_token,
    remove_domain,
    revoke_token,
    take_over_token,
    untie,
    verify_domain,
)
from riskapp.sso.adapter import (
    HINT_KEY,
    Begin,
    Come,
    OpenIDAdapter,
    address_of,
    callback_url,
)
from riskapp.sso.errors import DomainError, StillAnsweredFor, TooManyTokens
from riskapp.sso.forms import (
    AddressForm,
    DomainForm,
    ProviderForm,
    SamlForm,
    SignOnForm,
)
from riskapp.sso.http import begins_here, let_begin, not_too_often, onward
from riskapp.sso.queries import issuer_at

HTTP_REFUSED = 422


@login_not_required
@never_cache
@rate_limit(action="provider")  # type: ignore[untyped-decorator]  # allauth is untyped
@require_http_methods(["GET", "POST"])
def by_provider(request: HttpRequest) -> HttpResponse:
    """Ask for the address of a person and go on to the provider of their organisation."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    back = get_next_redirect_url(request) or ""
    if form.is_bound and form.is_valid() and form.provider is not None:
        request.session[HINT_KEY] = form.cleaned_data["email"]
        let_begin(request, form.provider)
        address = _onward(form.provider, next=back) if back else _onward(form.provider)
        return onward(request, form.provider, address)
    status = HTTP_REFUSED if form.errors else 200
    return render(
        request, "sso/address.html", {"form": form, "back": back}, status=status
    )


@never_cache
@require_GET
def confirm_by_provider(request: HttpRequest) -> HttpResponse:
    """Ask whoever came through a provider to show it once more that it is them."""
    came_by = provider_of(request.session)
    found = IdentityProvider.objects.filter(is_enabled=True)
    with everything("where a person came from"):
        provider = found.filter(organisation=UUID(came_by)).first() if came_by else None
    if provider is None:
        return redirect("account_reauthenticate")
    back = get_next_redirect_url(request) or reverse("dashboards:home")
    let_begin(request, provider)
    address = _onward(provider, process="redirect", next=back)
    context = {
        "onward": address,
        "reauthentication_alternatives": _other_ways(signed_in(request), back),
    }
    return render(request, "sso/confirm.html", context)


@login_not_required
@never_cache
@begins_here(Protocol.OIDC)
def begin(request: HttpRequest, provider_id: UUID) -> HttpResponseBase:
    """Go on to a provider that is switched on; any other is 404."""
    return _by(Begin, request, provider_id)


@login_not_required
@never_cache
@require_GET
@not_too_often
def come(request: HttpRequest, provider_id: UUID) -> HttpResponseBase:
    """Come back from a provider."""
    return _by(Come, request, provider_id)


@asks_again
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """See and change how members sign in.

    The provider is asked before anything is locked: it may take its time.
    """
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    typed = request.POST.get("issuer", "").replace("\x00", "").strip()
    is_new = not IdentityProvider.objects.filter(
        organisation=organisation, issuer=typed, protocol=Protocol.OIDC
    ).exists()
    by_saml = request.POST.get("protocol") == Protocol.SAML
    issuer = issuer_at(typed) if typed and is_new and not by_saml else ""
    return _settings(request, organisation, issuer=issuer)


@transaction.atomic
def _settings(
    request: HttpRequest, organisation: Organisation, *, issuer: str
) -> HttpResponse:
    user = signed_in(request)
    if request.method == "POST":
        as_it_is(organisation)
    provider = _provider_of(organisation)
    asked = request.POST.get("protocol") or request.GET.get("protocol", "")
    form = _form(
        asked,
        request.POST if request.method == "POST" else None,
        organisation=organisation,
        provider=provider,
        issuer=issuer,
    )
    if (
        form.is_bound
        and form.is_valid()
        and not (
            provider and changed_meanwhile(form, provider, "single sign-on changed")
        )
    ):
        change_provider(
            organisation,
            wanted=form.wanted,
            secret=form.secret,
            by=user,
        )
        messages.success(request, _("Saved."))
        return redirect("sso:settings")
    return _page(request, organisation, form=form, status=form.status)


@asks_again
@require_POST
def domain(request: HttpRequest) -> HttpResponse:
    """Add a domain to the list."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    form = DomainForm(request.POST)
    if form.is_valid():
        try:
            add_domain(organisation, form.cleaned_data["domain"], by=user)
        except DomainError as error:
            form.add_error("domain", str(error))
        else:
            return redirect("sso:settings")
    return _page(request, organisation, domain_form=form, status=HTTP_REFUSED)


@asks_again
@require_POST
def verify(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    """Look whether the record of a domain is there."""
    user = signed_in(request)
    row = domain_for(user, domain_id)
    try:
        verify_domain(row, by=user)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(domain)s is verified.") % {"domain": row.domain})
    return redirect("sso:settings")


@asks_again
@require_POST
def remove(request: HttpRequest, domain_id: UUID) -> HttpResponse:
    """Take a domain out of the list."""
    user = signed_in(request)
    remove_domain(domain_for(user, domain_id), by=user)
    messages.success(request, _("Removed."))
    return redirect("sso:settings")


@asks_again
@require_POST
def let_go(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Let another person of the provider take over the account of a member."""
    user = signed_in(request)
    found = membership_for(user, membership_id)
    untie(found, by=user)
    messages.success(
        request,
        _("Whoever next comes from the provider with this address is %(name)s.")
        % {"name": found.user},
    )
    return redirect("organisations:member", membership_id)


@asks_again
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make a token for the directory and show it, this once."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    try:
        _token, text = make_token(organisation, by=user)
    except TooManyTokens as error:
        messages.error(request, str(error))
        return redirect("sso:settings")
    return _page(request, organisation, new_token=text)


@asks_again
@require_POST
def take_over(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Answer for a token whose maker is no administrator any more."""
    user = signed_in(request)
    try:
        take_over_token(token_for(user, token_id), by=user)
    except StillAnsweredFor as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You answer for the token now."))
    return redirect("sso:settings")


@asks_again
@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Shut a directory out."""
    user = signed_in(request)
    revoke_token(token_for(user, token_id), by=user)
    messages.success(request, _("The token is revoked."))
    return redirect("sso:settings")


def _page(
    request: HttpRequest,
    organisation: Organisation,
    *,
    form: SignOnForm | None = None,
    domain_form: DomainForm | None = None,
    new_token: str = "",
    status: int = 200,
) -> HttpResponse:
    provider = _provider_of(organisation)
    context = {
        "organisation": organisation,
        "provider": provider,
        "form": form or _form("", organisation=organisation, provider=provider),
        "addresses": _addresses(provider),
        "saml_is_installed": django_settings.SAML_IS_INSTALLED,
        "domains": organisation.mail_domains.order_by("domain"),
        "domain_form": domain_form or DomainForm(),
        "directory": f"{django_settings.PUBLIC_URL}/scim/v2/",
        "tokens": organisation.directory_tokens.filter(revoked_at=None)
        .select_related("made_by")
        .order_by("made_at"),
        "new_token": new_token,
    }
    return render(request, "sso/settings.html", context, status=status)


def _form(
    asked: str,
    data: Any = None,
    *,
    organisation: Organisation,
    provider: IdentityProvider | None,
    issuer: str = "",
) -> SignOnForm:
    """The form of the protocol that is asked for, else of the one there is."""
    protocol = asked or (provider.protocol if provider else "")
    by_saml = protocol == Protocol.SAML and django_settings.SAML_IS_INSTALLED
    form = SamlForm if by_saml else ProviderForm
    return form(data, organisation=organisation, provider=provider, found=issuer)


def _addresses(provider: IdentityProvider | None) -> dict[str, str]:
    """What a provider has to be told, by its protocol."""
    if provider is None:
        return {}
    if provider.protocol == Protocol.OIDC:
        return {"callback": callback_url(provider.pk)}
    if not django_settings.SAML_IS_INSTALLED:
        return {}
    return {step: address_of(provider, step) for step in ("acs", "metadata")}


def _provider_of(organisation: Organisation) -> IdentityProvider | None:
    rows = IdentityProvider.objects.select_related("break_glass")
    return rows.filter(organisation=organisation).first()


def _other_ways(user: User, back: str) -> list[dict[str, str]]:
    """For people whose provider does not say when they showed who they are."""
    ways = ["reauthenticate"] if user.has_usable_password() else []
    ways += ["mfa_reauthenticate"] if user.has_authenticator else []
    names = {"reauthenticate": "account_reauthenticate"}
    query = urlencode({"next": back})
    return [
        {"id": way, "url": f"{reverse(names.get(way, way))}?{query}"} for way in ways
    ]


def _onward(provider: IdentityProvider, **query: str) -> str:
    if provider.protocol == Protocol.SAML:
        path = reverse("saml_login", kwargs={"organization_slug": provider.pk})
    else:
        path = reverse("openid_connect_login", kwargs={"provider_id": provider.pk})
    return f"{path}?{urlencode(query)}" if query else path


def _by(
    view: type[Begin | Come], request: HttpRequest, provider_id: UUID
) -> HttpResponseBase:
    with everything("whose a provider is"):
        found = IdentityProvider.objects.filter(pk=provider_id, protocol=Protocol.OIDC)
        organisation_id = found.values_list("organisation", flat=True).first()
    if organisation_id is None:
        raise Http404
    keep_to_organisation(organisation_id)
    try:
        reply: HttpResponseBase = view.adapter_view(
            OpenIDAdapter(request, str(provider_id))
        )(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return reply
