"""Webhooks: who is told what, and what was delivered."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from riskapp.accounts.access import asks_again, organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Organisation
from riskapp.machines.access import webhook_for
from riskapp.machines.actions.webhooks import (
    make_webhook,
    remove_webhook,
    replace_secret,
    resume_webhook,
)
from riskapp.machines.errors import ClientError
from riskapp.machines.forms import WebhookForm
from riskapp.machines.models import Webhook

HTTP_REFUSED = 422
SHOWN_MESSAGES = 100


@asks_again
@require_http_methods(["GET", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """The webhooks of the organisation, and one more of them with its secret, shown once."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made, text = make_webhook(organisation, by=user, **form.cleaned_data)
        except ClientError as error:
            form.add_error(None, str(error))
        else:
            return _page(request, organisation, WebhookForm(), made, text)
    return _page(request, organisation, form)


@require_GET
def webhook(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """What an address was told, the newest first."""
    found = webhook_for(signed_in(request), webhook_id)
    context = {
        "organisation": found.organisation,
        "webhook": found,
        "messages_sent": found.messages.all()[:SHOWN_MESSAGES],
        "most": SHOWN_MESSAGES,
    }
    return render(request, "machines/webhook.html", context)


@asks_again
@require_POST
def rotate(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """A new secret, shown once; both count for a day."""
    user = signed_in(request)
    found = webhook_for(user, webhook_id)
    text = replace_secret(found, by=user)
    return _page(request, found.organisation, WebhookForm(), found, text)


@asks_again
@require_POST
def resume(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Tell an address again that was switched off."""
    user = signed_in(request)
    resume_webhook(webhook_for(user, webhook_id), by=user)
    messages.success(request, _("The webhook is told again what happens."))
    return redirect("machines:webhook", webhook_id)


@asks_again
@require_POST
def remove(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Forget an address."""
    user = signed_in(request)
    found = webhook_for(user, webhook_id)
    remove_webhook(found, by=user)
    messages.success(request, _("%(name)s is removed.") % {"name": found})
    return redirect("machines:webhooks")


def _page(
    request: HttpRequest,
    organisation: Organisation,
    form: WebhookForm,
    shown: Webhook | None = None,
    text: str = "",
) -> HttpResponse:
    context = {
        "organisation": organisation,
        "webhooks": organisation.webhooks.select_related("made_by"),
        "form": form,
        "shown": shown,
        "secret": text,
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "machines/webhooks.html", context, status=status)
