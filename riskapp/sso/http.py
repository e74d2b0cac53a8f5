"""Sign-ins begin where a person wanted it, and not without end."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from riskapp.accounts.choices import Protocol
from riskapp.accounts.models import IdentityProvider
from riskapp.common.wall import everything

BEGINS_KEY = "sso_begins"
View = Callable[..., HttpResponseBase]


def let_begin(request: HttpRequest, provider: IdentityProvider) -> None:
    """The person said where they sign in: the next step may go there, once."""
    request.session[BEGINS_KEY] = str(provider.pk)


def begins_here(protocol: Protocol) -> Callable[[View], View]:
    """Go on to a provider only where a page of ours was sent off for it.

    Whoever is led to the address from elsewhere is asked first: another site must not sign a
    browser in as somebody else. A provider that is off is 404.
    """

    def decorated(view: View) -> View:
        @wraps(view)
        @require_http_methods(["GET", "POST"])
        @not_too_often
        def wrapped(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            found = IdentityProvider.objects.select_related("organisation").filter(
                pk=next(iter(kwargs.values())), protocol=protocol, is_enabled=True
            )
            with everything("whose a provider is"):
                provider = found.first()
            if provider is None or (
                protocol == Protocol.SAML and not settings.SAML_IS_INSTALLED
            ):
                raise Http404
            if request.method == "POST":
                let_begin(request, provider)
                return onward(request, provider, request.get_full_path())
            if request.session.pop(BEGINS_KEY, "") != str(provider.pk):
                context = {"organisation": provider.organisation}
                return render(request, "sso/begin.html", context)
            return view(request, *args, **kwargs)

        return wrapped

    return decorated


def not_too_often(view: View) -> View:
    """Limit the steps of sign-ins, each of which may ask a provider, by the address that asks
    and by the provider."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        refusal: HttpResponse | None = ratelimit.consume_or_429(
            request,
            app="allauth.account",
            action="provider_step",
            key=f"{ratelimit.get_ip(request)} {next(iter(kwargs.values()))}",
            limit_get=True,
        )
        return refusal or view(request, *args, **kwargs)

    return wrapped


def onward(
    request: HttpRequest, provider: IdentityProvider, address: str
) -> HttpResponse:
    """A page that goes on by itself: a form must not lead to another host."""
    context = {"organisation": provider.organisation, "onward": address}
    return render(request, "sso/onward.html", context)
