"""Mail to people at the vendor."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from questionnaires.actions.deliveries import language_of
from questionnaires.models import Evidence, Invitation
from questionnaires.queries import link_path


def mail_infected(evidence: Evidence, invitation: Invitation) -> None:
    """Say that a file was deleted; raises OSError when the mail server does not answer."""
    with translation.override(language_of(invitation)):
        message = _written(evidence, invitation)
    message.send()


def _written(evidence: Evidence, invitation: Invitation) -> EmailMultiAlternatives:
    context = {
        "evidence": evidence,
        "response": evidence.response,
        "link": f"{settings.PUBLIC_URL}{link_path(invitation)}",
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
