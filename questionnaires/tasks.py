"""Work that is done later: an id in, one action."""

from __future__ import annotations

from celery import shared_task

from questionnaires.actions.mail import mail_invitation
from questionnaires.models import Invitation


@shared_task(autoretry_for=(OSError,), max_retries=5, retry_backoff=True)
def send_invitation_email(invitation_id: str) -> None:
    """Mail the link of a usable invitation; nothing happens once it is withdrawn."""
    invitation = (
        Invitation.objects.usable()
        .select_related("response")
        .filter(pk=invitation_id)
        .first()
    )
    if invitation is not None and invitation.email:
        mail_invitation(invitation)
