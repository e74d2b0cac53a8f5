"""Mail to people at the vendor."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from questionnaires.models import Invitation
from questionnaires.queries import link_path


def mail_invitation(invitation: Invitation) -> None:
    """Send the link; raises OSError when the mail server does not answer."""
    context = {
        "response": invitation.response,
        "link": f"{settings.PUBLIC_URL}{link_path(invitation)}",
        "expires_at": invitation.expires_at,
    }
    message = EmailMultiAlternatives(
        subject=f"{invitation.response.asked_by} asks about your AI tools",
        body=render_to_string("emails/invitation.txt", context),
        to=[invitation.email],
    )
    message.attach_alternative(
        render_to_string("emails/invitation.html", context), "text/html"
    )
    message.send()
