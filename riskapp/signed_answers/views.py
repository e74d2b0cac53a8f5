"""The vendor takes signed answers along; an administrator looks after the keys."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings as django_settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from questionnaires.access import seat_for
from questionnaires.http import respondent_page
from questionnaires.queries import answer_set_of
from riskapp.accounts.access import asks_again, organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Organisation
from riskapp.signed_answers.access import signing_key_for, trusted_key_for
from riskapp.signed_answers.actions.keys import (
    distrust_key,
    public_key,
    replace_key,
    trust_key,
)
from riskapp.signed_answers.actions.signing import parts_of, sign_answers
from riskapp.signed_answers.errors import KeyLost, SignedAnswersError
from riskapp.signed_answers.forms import PartsForm, TrustForm
from riskapp.signed_answers.models import SigningKey, TrustedKey
from riskapp.statements.keys import write_key

HTTP_REFUSED = 422
HTTP_AWAY = 503


@respondent_page
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Choose what is shown of the answers that were submitted, and download them signed."""
    seat = seat_for(request, response_id)
    if seat.response.is_open:
        return redirect("questionnaires:tasks", response_id)
    seat.require_lead()  # the file speaks for the vendor, and names the domain of who takes it
    parts = parts_of(answer_set_of(seat.response))
    form = PartsForm(request.POST if request.method == "POST" else None, parts=parts)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            content = sign_answers(
                seat.response, keep=form.cleaned_data["parts"], by=seat.respondent
            )
        except KeyLost as error:
            form.add_error(None, str(error))
            status = HTTP_AWAY
        else:
            name = slugify(seat.response.respondent_name)[:60] or "vendor"
            return _attached(content, f"{name}-signed-answers.json")
    elif form.is_bound:
        status = HTTP_REFUSED
    context = {
        "response": seat.response,
        "form": form,
        "days": django_settings.SIGNED_ANSWERS_DAYS,
    }
    return render(request, "signed_answers/take.html", context, status=status)


@asks_again
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of the organisation, those it trusts, and one more of them."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    form = TrustForm(
        request.POST if request.method == "POST" else None, request.FILES or None
    )
    if form.is_bound and form.is_valid():
        try:
            key = trust_key(
                organisation, form.content, form.cleaned_data["name"], by=user
            )
        except SignedAnswersError as error:
            form.add_error("file", str(error))
        else:
            words = _("Answers signed by %(name)s are believed from now on.")
            messages.success(request, words % {"name": key.name})
            return redirect("signed:keys")
    return _page(request, organisation, form)


@asks_again
@require_POST
def replace(request: HttpRequest) -> HttpResponse:
    """Make a key, in the place of the one that signs now."""
    user = signed_in(request)
    replace_key(organisation_for(user, Capability.MANAGE_MEMBERS), by=user)
    messages.success(
        request, _("A new key signs from now on. Hand it to those who trust you.")
    )
    return redirect("signed:keys")


@require_GET
def download(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """The public key as a file."""
    key = signing_key_for(signed_in(request), key_id)
    content = write_key(public_key(key)).encode()
    name = slugify(key.organisation.name)[:60] or "organisation"
    return _attached(content, f"{name}-{key.keyid[:8]}.key.json")


@asks_again
@require_POST
def distrust(request: HttpRequest, trusted_id: UUID) -> HttpResponse:
    """Believe a key no longer."""
    user = signed_in(request)
    distrust_key(trusted_key_for(user, trusted_id), by=user)
    messages.success(request, _("Removed."))
    return redirect("signed:keys")


def _page(
    request: HttpRequest, organisation: Organisation, form: TrustForm
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "form": form,
        "own": SigningKey.objects.filter(organisation=organisation),
        "trusted": TrustedKey.objects.filter(organisation=organisation).select_related(
            "added_by"
        ),
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "signed_answers/keys.html", context, status=status)


def _attached(content: bytes, name: str) -> HttpResponse:
    reply = HttpResponse(content, content_type="application/json")
    reply["Content-Disposition"] = f'attachment; filename="{name}"'
    reply["X-Content-Type-Options"] = "nosniff"
    return reply
