"""A public key as a file, handed to whoever is to believe what it signs."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

from riskapp.statements.canonical import read_strictly
from riskapp.statements.envelope import KEY_BYTES, keyid_of
from riskapp.statements.names import plain_name

FORMAT = "riskapp-signing-key 1"
ALGORITHM = "Ed25519"
MAX_BYTES = 4_000
MAX_KEY = 100
_ISSUER = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key, and the organisation that signs with it."""

    public: bytes
    issuer: str
    name: str

    @property
    def keyid(self) -> str:
        """The name of the key."""
        return keyid_of(self.public)


def write_key(key: PublicKey) -> str:
    """The file of a public key."""
    data = {
        "format": FORMAT,
        "algorithm": ALGORITHM,
        "keyid": key.keyid,
        "public_key": base64.b64encode(key.public).decode(),
        "issuer": {"id": key.issuer, "name": key.name},
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def read_key(content: bytes) -> PublicKey:
    """The public key of a file; raises ValueError for anything else."""
    if len(content) > MAX_BYTES:
        raise ValueError("too big for a key")
    data = read_strictly(content)
    if not isinstance(data, dict) or set(data) != {
        "format",
        "algorithm",
        "keyid",
        "public_key",
        "issuer",
    }:
        raise ValueError("not a signing key")
    issuer = data["issuer"]
    if data["format"] != FORMAT or data["algorithm"] != ALGORITHM:
        raise ValueError("not a signing key")
    if not isinstance(issuer, dict) or set(issuer) != {"id", "name"}:
        raise ValueError("not a signing key")
    key = PublicKey(_public(data["public_key"]), *_issuer(issuer))
    if data["keyid"] != key.keyid:
        raise ValueError("the name of the key is that of another")
    return key


def _public(given: Any) -> bytes:
    if not isinstance(given, str) or len(given) > MAX_KEY:
        raise ValueError("the key is no short text")
    try:
        public = base64.b64decode(given, validate=True)
    except binascii.Error as error:
        raise ValueError("the key is not written in base64") from error
    if len(public) != KEY_BYTES:
        raise ValueError("not a key of 32 bytes")
    return public


def _issuer(given: dict[str, Any]) -> tuple[str, str]:
    found, name = given["id"], given["name"]
    if not isinstance(found, str) or not _ISSUER.fullmatch(found):
        raise ValueError("the organisation has no id")
    return found, plain_name(name)
