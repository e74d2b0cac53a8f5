"""Letting people in, and shutting them out."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from questionnaires.actions.history import remember
from questionnaires.choices import EventKind
from questionnaires.errors import InvitationExpired, InvitationRevoked, InvitationWrong
from questionnaires.models import Invitation, Respondent, Response
from questionnaires.queries import invitation_of


@transaction.atomic
def invite(response: Response, *, email: str = "", actor: str) -> Invitation:
    """Make a way in; the link follows from the row and the secret key."""
    invitation = Invitation.objects.create(
        response=response,
        email=email,
        expires_at=timezone.now() + datetime.timedelta(days=settings.INVITATION_DAYS),
    )
    remember(
        response,
        EventKind.INVITED,
        actor=actor,
        after={"invitation": str(invitation.pk), "email": email},
    )
    return invitation


@transaction.atomic
def revoke(invitation: Invitation, *, actor: str) -> Invitation:
    """Withdraw a way in; everybody who came through it is shut out at once."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        remember(
            invitation.response,
            EventKind.INVITATION_REVOKED,
            actor=actor,
            after={"invitation": str(invitation.pk)},
        )
    return invitation


def redeem(token: str) -> Invitation:
    """The invitation of a code; raises InvitationWrong, InvitationExpired or InvitationRevoked."""
    invitation = invitation_of(token)
    if invitation is None:
        raise InvitationWrong
    if invitation.revoked_at is not None:
        raise InvitationRevoked
    if invitation.expires_at <= timezone.now():
        raise InvitationExpired
    return invitation


@transaction.atomic
def enter(invitation: Invitation, *, name: str = "") -> Respondent:
    """A person comes in through an invitation."""
    respondent = Respondent.objects.create(
        invitation=invitation, response=invitation.response, name=name.strip()[:200]
    )
    remember(
        invitation.response,
        EventKind.ENTERED,
        respondent=respondent,
        actor=respondent.name,
    )
    return respondent
