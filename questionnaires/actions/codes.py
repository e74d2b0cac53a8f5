"""Six digits that prove a mail address."""

from __future__ import annotations

import datetime
import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from questionnaires.errors import CodeGone, CodeWrong, TooManyTries
from questionnaires.models import EntryCode, Invitation, WrongTry

MINUTES = 15
TRIES = 5
# Within an hour: wrong tries of one address, however many codes it had, and of all addresses
# of an invitation together. Whoever the invitation was mailed to is not shut out by others.
TRIES_OF_ADDRESS = 10
TRIES_OF_INVITATION = 30
HOUR = datetime.timedelta(hours=1)
DIGITS = 6


def new_code(invitation: Invitation, email: str) -> str:
    """Make a code for an address; it takes the place of every one made before."""
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    EntryCode.objects.filter(invitation=invitation, email=email).delete()
    EntryCode.objects.create(
        invitation=invitation,
        email=email,
        proof=_proof(invitation, email, digits, settings.SECRET_KEY),
        expires_at=_end_of_one_made_now(),
    )
    return digits


def _end_of_one_made_now() -> datetime.datetime:
    """One that ends later was made while the machine's clock was ahead, and opens nothing."""
    return timezone.now() + datetime.timedelta(minutes=MINUTES)


def use_code(invitation: Invitation, email: str, digits: str) -> None:
    """Accept the newest code of an address once; raises CodeWrong, CodeGone, TooManyTries.

    A wrong try is counted even though it is refused, and stays counted when a new code is
    made: the count lies in the database and needs no cache.
    """
    with transaction.atomic():
        Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        if _has_tried_enough(invitation, email):
            raise TooManyTries
        code = (
            EntryCode.objects.select_for_update()
            .filter(invitation=invitation, email=email)
            .first()
        )
        if (
            code is None
            or code.used_at is not None
            or code.tries >= TRIES
            or not timezone.now() < code.expires_at <= _end_of_one_made_now()
        ):
            raise CodeGone
        given = "".join(character for character in digits if character.isdigit())
        if _is_right(code, given):
            code.used_at = timezone.now()
            code.save(update_fields=["used_at"])
            return
        code.tries += 1
        code.save(update_fields=["tries"])
        WrongTry.objects.create(invitation=invitation, email=email)
    if code.tries >= TRIES:
        raise CodeGone
    raise CodeWrong(TRIES - code.tries)


def _has_tried_enough(invitation: Invitation, email: str) -> bool:
    """Whether the hour's wrong tries are used up; older ones are forgotten."""
    tries = WrongTry.objects.filter(invitation=invitation)
    tries.filter(at__lte=timezone.now() - HOUR).delete()
    if tries.filter(email=email).count() >= TRIES_OF_ADDRESS:
        return True
    is_invited = bool(invitation.email) and email == invitation.email
    of_others = tries.exclude(email=invitation.email) if invitation.email else tries
    return not is_invited and of_others.count() >= TRIES_OF_INVITATION


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
