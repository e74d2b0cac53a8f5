"""Secrets that the product has to read again lie sealed with a key made of the secret key.

After a change of ``SECRET_KEY`` they open as long as the old one is in
``SECRET_KEY_FALLBACKS``. Each purpose has a key of its own.
"""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def seal(text: str, purpose: str) -> str:
    """The text as it may lie in the database."""
    return _sealer(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str) -> str:
    """What was sealed for this purpose; raises ``cryptography.fernet.InvalidToken``."""
    return _sealer(purpose).decrypt(sealed.encode()).decode()


def _sealer(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret, purpose)) for secret in keys])


def _key(secret: str | bytes, purpose: str) -> bytes:
    digest = hashlib.sha256(purpose.encode() + force_bytes(secret)).digest()
    return base64.urlsafe_b64encode(digest)
