"""Mails to members, and to those who may become some."""

from __future__ import annotations

from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.db.models.functions import Greatest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from riskapp.accounts.models import (
    Membership,
    Offer,
    Organisation,
    User,
)
from riskapp.accounts.queries import (
    language_of,
)
from riskapp.common.mailing import hand_over
from riskapp.common.names import tidy
from riskapp.common.outbox import queue_surely

# Tasks, by the names that their queue knows.
SEND_OFFER = "riskapp.organisations.tasks.send_offer"
SEND_WELCOME = "riskapp.organisations.tasks.send_welcome"
SEND_RESET = "riskapp.organisations.tasks.send_second_factor_reset"


def queue_offer(offer: Offer) -> None:
    """Have an offer mailed once this is committed; the clock comes back to a mail that nobody
    queued."""
    queue_surely(SEND_OFFER, str(offer.pk))


def queue_welcome(membership: Membership) -> None:
    """Have a member told where to sign in, likewise; asked for twice at once, it is one mail."""
    Membership.objects.filter(pk=membership.pk).update(welcomes=F("welcomed") + 1)
    queue_surely(SEND_WELCOME, membership.pk)


def queue_reset(user_id: int, organisation_id: UUID) -> None:
    """Have a person told that the second factor is gone, likewise."""
    queue_surely(SEND_RESET, user_id, str(organisation_id))


def mail_offer(offer: Offer) -> None:
    """Mail the address where to accept, as often as that was asked for, whatever dies meanwhile:
    it counts as handed over before it is. Raises OSError when no mail server took it."""
    with translation.override(offer.organisation.language):
        message = _offer_message(offer)
    wanted = Offer.objects.filter(pk=offer.pk)
    if wanted.filter(handed__lt=F("mails")).update(handed=F("handed") + 1):
        hand_over(message, lambda: wanted.update(handed=F("handed") - 1))


def mail_welcome(membership: Membership) -> None:
    """Mail a member where to sign in, with a link to set a password where there is none; as often
    as that was asked for, likewise. Raises OSError when no mail server took it."""
    language = language_of(membership.user, membership.organisation.language)
    with translation.override(language):
        message = _welcome_message(membership)
    wanted = Membership.objects.filter(pk=membership.pk)
    asked = Greatest(F("welcomes"), 1)
    if wanted.filter(welcomed__lt=asked).update(welcomed=F("welcomed") + 1):
        hand_over(message, lambda: wanted.update(welcomed=F("welcomed") - 1))


def _offer_message(offer: Offer) -> EmailMultiAlternatives:
    context = {
        "offer": offer,
        "link": f"{settings.PUBLIC_URL}{reverse('organisations:offered', args=[offer.token])}",
    }
    message = EmailMultiAlternatives(
        subject=_("%(organisation)s invites you to riskapp")
        % {"organisation": tidy(offer.organisation.name)[:120]},
        body=render_to_string("emails/offer.txt", context),
        to=[offer.email],
    )
    message.attach_alternative(
        render_to_string("emails/offer.html", context), "text/html"
    )
    return message


def mail_second_factor_reset(user: User, organisation: Organisation) -> None:
    """Tell a person that their second factor was taken away, and by whose administrators.

    Raises OSError when the mail server does not answer.
    """
    with translation.override(language_of(user, organisation.language)):
        context = {
            "organisation": organisation,
            "link": f"{settings.PUBLIC_URL}{reverse('mfa_index')}",
        }
        message = EmailMultiAlternatives(
            subject=_("Your second factor for riskapp was reset"),
            body=render_to_string("emails/second_factor_reset.txt", context),
            to=[user.email],
        )
        message.attach_alternative(
            render_to_string("emails/second_factor_reset.html", context), "text/html"
        )
        message.send()


def _welcome_message(membership: Membership) -> EmailMultiAlternatives:
    user = membership.user
    context = {
        "membership": membership,
        "link": f"{settings.PUBLIC_URL}{_way_in(user)}",
        "is_new": not user.has_usable_password(),
    }
    message = EmailMultiAlternatives(
        subject=_("You are a member of %(organisation)s in riskapp")
        % {"organisation": tidy(membership.organisation.name)[:120]},
        body=render_to_string("emails/welcome.txt", context),
        to=[user.email],
    )
    message.attach_alternative(
        render_to_string("emails/welcome.html", context), "text/html"
    )
    return message


def _way_in(user: User) -> str:
    if user.has_usable_password():
        return reverse("account_login")
    key = default_token_generator.make_token(user)
    kwargs = {"uidb36": user_pk_to_url_str(user), "key": key}
    return reverse("account_reset_password_from_key", kwargs=kwargs)
