"""Mail to people at the vendor."""

from __future__ import annotations

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from questionnaires.actions.deliveries import language_of, ways_in
from questionnaires.models import Evidence, Invitation


def mail_infected(evidence: Evidence, invitation: Invitation) -> None:
    """Say that a file was deleted; raises OSError when the mail server does not answer."""
    with translation.override(language_of(invitation)):
        message = _written(evidence, invitation)
    message.send()


def _written(evidence: Evidence, invitation: Invitation) -> EmailMultiAlternatives:
    context = {
        "evidence": evidence,
        "response": evidence.response,
        **ways_in(invitation),
    }
    message = EmailMultiAlternatives(
        subject=_("A file you attached was deleted: it held a virus"),
        body=render_to_string("emails/infected.txt", context),
        to=[invitation.email],
    )
    message.attach_alternative(
        render_to_string("emails/infected.html", context), "text/html"
    )
    return message
