"""Six digits that prove a mail address."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from questionnaires.errors import CodeGone, CodeWrong
from questionnaires.models import EntryCode, Invitation

MINUTES = 15
TRIES = 5
DIGITS = 6


def new_code(invitation: Invitation, email: str) -> str:
    """Make a code for an address; it takes the place of every one made before."""
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    EntryCode.objects.filter(invitation=invitation, email=email).delete()
    EntryCode.objects.create(
        invitation=invitation,
        email=email,
        proof=_proof(invitation, email, digits, settings.SECRET_KEY),
        expires_at=timezone.now() + datetime.timedelta(minutes=MINUTES),
    )
    return digits


def use_code(invitation: Invitation, email: str, digits: str) -> None:
    """Accept the newest code of an address once; raises CodeWrong and CodeGone.

    A wrong try is counted even though it is refused.
    """
    with transaction.atomic():
        code = (
            EntryCode.objects.select_for_update()
            .filter(invitation=invitation, email=email)
            .first()
        )
        if (
            code is None
            or code.used_at is not None
            or code.tries >= TRIES
            or code.expires_at <= timezone.now()
        ):
            raise CodeGone
        given = "".join(character for character in digits if character.isdigit())
        if _is_right(code, given):
            code.used_at = timezone.now()
            code.save(update_fields=["used_at"])
            return
        code.tries += 1
        code.save(update_fields=["tries"])
    if code.tries >= TRIES:
        raise CodeGone
    raise CodeWrong(TRIES - code.tries)


def _is_right(code: EntryCode, digits: str) -> bool:
    """Whether these are the digits, under the key of today or a former one."""
    is_right = False
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        proof = _proof(code.invitation, code.email, digits, secret)
        is_right |= hmac.compare_digest(code.proof, proof)
    return is_right


def _proof(invitation: Invitation, email: str, digits: str, secret: str) -> str:
    key = hashlib.sha256(b"questionnaires.code" + secret.encode()).digest()
    message = f"{invitation.pk}:{email}:{digits}".encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
