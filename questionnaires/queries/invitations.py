"""Ways in: links, their proof, and what they lead to."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import re
import unicodedata
import uuid
from urllib.parse import unquote, urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from questionnaires.choices import ResponseState
from questionnaires.models import Invitation
from questionnaires.wall import wall

MAC_BYTES = 15
CODE_BYTES = 16 + MAC_BYTES  # the id and its proof
GROUPS, REST = divmod(-(-CODE_BYTES * 8 // 5), 5)
CODE = re.compile(
    rf"(?<![a-z2-7])(?:[a-z2-7]{{5}}-?){{{GROUPS}}}[a-z2-7]{{{REST}}}(?![a-z2-7])"
)


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
    compact = _code_in(token)
    size = CODE_BYTES
    try:
        raw = base64.b32decode(compact + "=" * (-len(compact) % 8))
    except ValueError:
        return None
    if len(raw) != size:
        return None
    with wall().everything("an invitation by its code"):
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


def _code_in(text: str) -> str:
    """The code in whatever was pasted: a link that a mail program wrapped, with other dashes
    or with signs that nobody sees; without dashes, in capitals, "" where there is none."""
    plain = unicodedata.normalize("NFKC", unquote(unquote(text)))
    plain = "".join(
        "-" if unicodedata.category(c) == "Pd" else c
        for c in plain.lower()
        if unicodedata.category(c) != "Cf"
    )
    found = CODE.search(plain) or CODE.search("".join(plain.split()))
    return found[0].replace("-", "").upper() if found else ""


def _proof(invitation_id: uuid.UUID, generation: int, secret: str) -> bytes:
    key = hashlib.sha256(b"questionnaires.invitation" + secret.encode()).digest()
    message = invitation_id.bytes + generation.to_bytes(4, "big")
    return hmac.new(key, message, hashlib.sha256).digest()[:MAC_BYTES]
