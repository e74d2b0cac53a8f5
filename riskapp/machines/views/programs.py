"""API clients for people, tokens for programs, and the door to the API itself."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from urllib.parse import unquote_plus
from uuid import UUID

from allauth.core.internal import ratelimit
from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from riskapp.accounts.access import (
    asks_again,
    may,
    organisation_for,
    signed_in,
)
from riskapp.accounts.choices import Capability
from riskapp.common.sorting import Natural
from riskapp.machines.access import client_for, own_client_for
from riskapp.machines.actions.clients import make_client, make_secret, revoke_client
from riskapp.machines.actions.tokens import issue_token
from riskapp.machines.errors import ClientError, TokenRefused
from riskapp.machines.forms import ApiClientForm
from riskapp.machines.http import RETRY_SECONDS, asks_too_often, problem
from riskapp.machines.models import ApiClient

HTTP_REFUSED = 422
LARGEST_FORM = 8192
FORM_TYPE = "application/x-www-form-urlencoded"
# Loaded when the first program asks: its libraries weigh something, and few workers need it.
ANSWERS = "riskapp.machines.adapter.answering.answer"


@asks_again
@require_http_methods(["GET", "POST"])
def clients(request: HttpRequest) -> HttpResponse:
    """The API clients of the organisation, and one more of them."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    form = ApiClientForm(
        request.POST if request.method == "POST" else None,
        members=organisation.members.filter(is_active=True).order_by(
            Natural("name"), "email"
        ),
    )
    if form.is_bound and form.is_valid():
        try:
            client = make_client(organisation, by=user, **form.cleaned_data)
        except ClientError as error:
            form.add_error(None, str(error))
        else:
            if client.owner == user:
                messages.success(request, _("Now make its secret."))
                return redirect("machines:mine")
            messages.success(
                request,
                _("%(name)s finds the secret under “Your API clients”.")
                % {"name": client.owner},
            )
            return redirect("machines:clients")
    context = {
        "organisation": organisation,
        "clients": ApiClient.objects.working()
        .filter(organisation=organisation)
        .select_related("owner", "made_by"),
        "form": form,
        "address": f"{django_settings.PUBLIC_URL}/api/v1/",
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "machines/clients.html", context, status=status)


@asks_again
@require_POST
def revoke(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Shut a program out."""
    user = signed_in(request)
    client = client_for(user, client_id)
    revoke_client(client, by=user)
    messages.success(request, _("%(name)s is revoked.") % {"name": client})
    return redirect("machines:clients")


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The API clients that act as the person who asks."""
    return _own_page(request)


@asks_again
@require_POST
def secret(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Make a secret for a client that acts as oneself, and show it, this once."""
    user = signed_in(request)
    client = own_client_for(user, client_id)
    try:
        text = make_secret(client, by=user)
    except ClientError as error:
        messages.error(request, str(error))
        return redirect("machines:mine")
    return _own_page(request, client, text)


def _own_page(
    request: HttpRequest, shown: ApiClient | None = None, text: str = ""
) -> HttpResponse:
    user = signed_in(request)
    rows = ApiClient.objects.working().filter(owner=user).visible_to(user)
    context = {
        "clients": rows.select_related("organisation", "made_by"),
        "shown": shown,
        "secret": text,
        "token_address": f"{django_settings.PUBLIC_URL}/api/v1/token",
        "may_manage": user.works_in is not None
        and may(user, user.works_in.organisation_id, Capability.MANAGE_MEMBERS),
    }
    return render(request, "machines/mine.html", context)


@csrf_exempt
@login_not_required
def give_token(request: HttpRequest) -> HttpResponse:
    """A token for client credentials (RFC 6749, 4.4); answers as RFC 6749, 5.1 and 5.2."""
    if request.method != "POST":
        return problem(405, headers={"Allow": "POST"})
    fields = _fields_of(request)
    if fields is None:
        return _refused(
            "invalid_request", "The body is no form, or says something twice."
        )
    if fields.get("grant_type") != "client_credentials":
        code = "unsupported_grant_type" if "grant_type" in fields else "invalid_request"
        return _refused(code, "The grant type is client_credentials.")
    shown = _credentials_of(request, fields)
    if shown is None:
        return _refused(
            "invalid_request", "Show the client's id and secret in one place."
        )
    # By who asks and for which client: nobody shuts out a program from elsewhere.
    place = f"{ratelimit.get_ip(request)} {shown[0][:64]}"
    if asks_too_often(request, "api_token", place):
        return problem(429, headers={"Retry-After": str(RETRY_SECONDS)})
    try:
        issued = issue_token(*shown, scope=fields.get("scope", ""))
    except TokenRefused as error:
        return _refused(error.code, str(error), error.status)
    return _unkept(
        JsonResponse(
            {
                "access_token": issued.text,
                "token_type": "Bearer",
                "expires_in": issued.seconds,
                "scope": " ".join(issued.scopes),
            }
        )
    )


@csrf_exempt
@login_not_required
def api(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Whatever a program asks beside tokens."""
    answer: Callable[[HttpRequest, str], HttpResponseBase] = import_string(ANSWERS)
    return answer(request, rest)


def _fields_of(request: HttpRequest) -> dict[str, str] | None:
    """What the form says, everything once; None where it is none."""
    if request.content_type != FORM_TYPE:
        return None
    length = request.headers.get("Content-Length", "0")
    if not length.isdigit() or int(length) > LARGEST_FORM:
        return None
    try:
        data = QueryDict(request.body.decode("ascii"), encoding="utf-8")
    except UnicodeDecodeError:
        return None
    if any(len(values) > 1 for _name, values in data.lists()):
        return None
    return {name: str(data[name]).replace("\x00", "") for name in data}


def _credentials_of(
    request: HttpRequest, fields: dict[str, str]
) -> tuple[str, str] | None:
    """The id and the secret of a client, from the header or the body but not from both."""
    kind, _sep, shown = request.headers.get("Authorization", "").partition(" ")
    in_body = "client_secret" in fields
    if kind.lower() == "basic":
        if in_body:
            return None
        try:
            text = base64.b64decode(shown.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return ("", "")
        name, _sep, password = text.partition(":")
        return unquote_plus(name), unquote_plus(password)
    if in_body and "client_id" in fields:
        return fields["client_id"], fields["client_secret"]
    return ("", "") if kind else None


def _refused(code: str, text: str, status: int = 400) -> HttpResponse:
    reply = JsonResponse({"error": code, "error_description": text}, status=status)
    if status == 401:
        reply["WWW-Authenticate"] = 'Basic realm="riskapp"'
    return _unkept(reply)


def _unkept(reply: HttpResponse) -> HttpResponse:
    """No browser and no proxy keeps it."""
    reply["Cache-Control"] = "no-store"
    reply["Pragma"] = "no-cache"
    return reply
