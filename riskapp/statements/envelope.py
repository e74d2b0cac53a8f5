"""The DSSE envelope: what is signed, and what is read of one that somebody hands over."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from riskapp.statements.errors import StatementFault, StatementRefused

PAYLOAD_TYPE = "application/vnd.in-toto+json"
KEY_BYTES, SIGNATURE_BYTES = 32, 64
# Fields by which an envelope brings its own key along, whatever they are called elsewhere.
KEYS_OF_ITS_OWN = frozenset(
    {"cert", "certificate", "certs", "chain", "jwk", "jwks", "key", "keys", "publicKey"}
    | {"public_key", "pub", "x5c", "x5u", "jku", "verificationMaterial"}
)


def new_key() -> bytes:
    """The 32 bytes of a new private key."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def public_of(secret: bytes) -> bytes:
    """The 32 bytes of the public key that belongs to a private one."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def keyid_of(public: bytes) -> str:
    """The name of a key: SHA-256 of the 32 bytes of the public one, in hexadecimal."""
    return hashlib.sha256(public).hexdigest()


def signed_bytes(payload_type: str, payload: bytes) -> bytes:
    """What the signature is over: DSSE's pre-authentication encoding, so that neither the
    content nor what it says it is can be changed."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def enveloped(
    payload: bytes, secret: bytes, payload_type: str = PAYLOAD_TYPE
) -> dict[str, Any]:
    """The payload in an envelope with one signature."""
    key = Ed25519PrivateKey.from_private_bytes(secret)
    sig = key.sign(signed_bytes(payload_type, payload))
    return {
        "payload": _base64(payload),
        "payloadType": payload_type,
        "signatures": [{"keyid": keyid_of(public_of(secret)), "sig": _base64(sig)}],
    }


def opened(
    envelope: Any, trusted: Mapping[str, bytes], payload_type: str = PAYLOAD_TYPE
) -> tuple[str, bytes]:
    """The name of the key and the payload of an envelope, once it is verified.

    ``trusted`` are the public keys by their names; which algorithm is meant follows from the
    key, never from the envelope. Raises StatementRefused.
    """
    if not isinstance(envelope, dict):
        raise StatementRefused(StatementFault.NOT_SIGNED_ANSWERS)
    _refuse_own_keys(envelope)
    if envelope.get("payloadType") != payload_type:
        raise StatementRefused(
            StatementFault.TYPE_CHANGED, _short(envelope.get("payloadType"))
        )
    signatures = envelope.get("signatures")
    if not isinstance(signatures, list) or len(signatures) != 1:
        raise StatementRefused(StatementFault.SIGNATURES)
    signature = signatures[0]
    if not isinstance(signature, dict):
        raise StatementRefused(StatementFault.NOT_SIGNED_ANSWERS)
    _refuse_own_keys(signature)
    if set(signature) != {"keyid", "sig"}:
        raise StatementRefused(StatementFault.ALGORITHM)
    if set(envelope) != {"payload", "payloadType", "signatures"}:
        raise StatementRefused(StatementFault.NOT_SIGNED_ANSWERS)
    keyid, sig = signature["keyid"], _bytes(signature["sig"])
    if len(sig) != SIGNATURE_BYTES:
        raise StatementRefused(StatementFault.ALGORITHM)
    public = trusted.get(keyid) if isinstance(keyid, str) else None
    if public is None:
        raise StatementRefused(StatementFault.KEY_UNKNOWN, _short(keyid))
    payload = _bytes(envelope["payload"])
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            sig, signed_bytes(payload_type, payload)
        )
    except InvalidSignature as error:
        raise StatementRefused(StatementFault.SIGNATURE_WRONG) from error
    return keyid, payload


def _refuse_own_keys(data: Mapping[str, Any]) -> None:
    found = KEYS_OF_ITS_OWN & set(data)
    if found:
        raise StatementRefused(StatementFault.KEY_EMBEDDED, min(found))


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: Any) -> bytes:
    if not isinstance(text, str):
        raise StatementRefused(StatementFault.NOT_SIGNED_ANSWERS)
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise StatementRefused(StatementFault.NOT_SIGNED_ANSWERS) from error
    if _base64(content) != text:  # bits that say nothing
        raise StatementRefused(StatementFault.NOT_SIGNED_ANSWERS)
    return content


def _short(given: Any) -> str:
    return given[:80] if isinstance(given, str) else ""
