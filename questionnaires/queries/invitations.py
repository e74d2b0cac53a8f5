"""Ways in: links, their proof, and what they lead to."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from questionnaires.choices import ResponseState
from questionnaires.models import Invitation

MAC_BYTES = 15


def continuation_of(invitation_id: uuid.UUID) -> Invitation | None:
    """The way into the open response that follows, for whoever came through an invitation."""
    return (
        Invitation.objects.usable()
        .select_related("response")
        .filter(continues=invitation_id, response__state=ResponseState.OPEN)
        .order_by("-created_at")
        .first()
    )


def invitation_expiry() -> datetime.datetime:
    """Until when an invitation that is made now can be used."""
    return timezone.now() + datetime.timedelta(days=settings.INVITATION_DAYS)


def token_of(invitation: Invitation) -> str:
    """The code of an invitation: its id and a proof made with the secret key.

    It is also what a person pastes: letters and digits in groups, case does not matter.
    """
    raw = invitation.pk.bytes + _proof(
        invitation.pk, invitation.generation, settings.SECRET_KEY
    )
    text = base64.b32encode(raw).decode().rstrip("=").lower()
    return "-".join(text[at : at + 5] for at in range(0, len(text), 5))


def link_path(invitation: Invitation, leads_to: str = "") -> str:
    """The path of the link; the code stands behind #, so it never reaches a server log.

    ``leads_to`` is the page that opens after entry, if not the first.
    """
    wanted = f"?{urlencode({'next': leads_to})}" if leads_to else ""
    return f"{reverse('questionnaires:enter')}{wanted}#{token_of(invitation)}"


def invitation_of(token: str) -> Invitation | None:
    """The invitation a code belongs to, whatever its state; None when the code is wrong."""
    compact = "".join(token.rsplit("#", 1)[-1].split()).replace("-", "").upper()
    size = len(uuid.UUID(int=0).bytes) + MAC_BYTES
    try:
        raw = base64.b32decode(compact + "=" * (-len(compact) % 8))
    except ValueError:
        return None
    if len(raw) != size:
        return None
    invitation = (
        Invitation.objects.select_related("response")
        .filter(pk=uuid.UUID(bytes=raw[:16]))
        .first()
    )
    if invitation is None:
        return None
    is_right = False
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        proof = _proof(invitation.pk, invitation.generation, secret)
        is_right |= hmac.compare_digest(raw[16:], proof)
    return invitation if is_right else None


def _proof(invitation_id: uuid.UUID, generation: int, secret: str) -> bytes:
    key = hashlib.sha256(b"questionnaires.invitation" + secret.encode()).digest()
    message = invitation_id.bytes + generation.to_bytes(4, "big")
    return hmac.new(key, message, hashlib.sha256).digest()[:MAC_BYTES]
