"""The file of the catalogue: signed, and read of one that somebody hands over."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import Source
from riskapp.statements.canonical import canonical, read_strictly
from riskapp.statements.envelope import KEY_BYTES, enveloped, keyid_of, opened
from riskapp.statements.errors import StatementFault, StatementRefused
from riskapp.terms.choices import MOST_BYTES, PAYLOAD_TYPE
from riskapp.terms.errors import CatalogueFault, CatalogueRefused
from riskapp.tools.catalogue import ToolCatalogue, parse_catalogue


@dataclass(frozen=True, slots=True)
class VerifiedFile:
    """A file whose signature was verified, and the catalogue in it."""

    catalogue: ToolCatalogue
    content: str
    keyid: str

    @property
    def digest(self) -> str:
        """SHA-256 of what was signed."""
        return hashlib.sha256(self.content.encode()).hexdigest()


def keys_from(given: Sequence[str]) -> dict[str, bytes]:
    """Public keys by their names; raises ValueError for what is none."""
    found = {}
    for text in given:
        try:
            public = base64.b64decode(text.strip(), validate=True)
        except binascii.Error as error:
            raise ValueError("a key is not written in base64") from error
        if len(public) != KEY_BYTES:
            raise ValueError("a key does not have 32 bytes")
        found[keyid_of(public)] = public
    return found


def sign_file(data: Any, secret: bytes) -> bytes:
    """The signed file of plain data, which must be a catalogue; raises DocumentError."""
    parse_catalogue(Source(data, name="catalogue"))
    envelope = enveloped(canonical(data), secret, PAYLOAD_TYPE)
    return json.dumps(envelope, indent=1).encode() + b"\n"


def read_catalogue(content: bytes, trusted: Mapping[str, bytes]) -> VerifiedFile:
    """Verify a file and read its catalogue; raises CatalogueRefused with the first reason."""
    if len(content) > MOST_BYTES:
        raise CatalogueRefused(CatalogueFault.TOO_BIG)
    if not trusted:
        raise CatalogueRefused(CatalogueFault.NO_KEYS)
    try:
        envelope = read_strictly(content)
    except ValueError as error:
        raise CatalogueRefused(CatalogueFault.UNSIGNED) from error
    if not isinstance(envelope, dict) or not envelope.get("signatures"):
        raise CatalogueRefused(CatalogueFault.UNSIGNED)
    try:
        keyid, payload = opened(envelope, trusted, PAYLOAD_TYPE)
    except StatementRefused as error:
        raise CatalogueRefused(_fault(error.why), error.what) from error
    return VerifiedFile(_parsed(payload), payload.decode(), keyid)


def _fault(why: StatementFault) -> CatalogueFault:
    if why is StatementFault.KEY_UNKNOWN:
        return CatalogueFault.UNKNOWN_KEY
    if why in (StatementFault.SIGNATURE_WRONG, StatementFault.TYPE_CHANGED):
        return CatalogueFault.CHANGED
    return CatalogueFault.UNSIGNED


def _parsed(payload: bytes) -> ToolCatalogue:
    try:
        data = read_strictly(payload)
    except ValueError as error:
        raise CatalogueRefused(CatalogueFault.SHAPE) from error
    try:
        return parse_catalogue(Source(data, name="catalogue"))
    except DocumentError as error:
        first = str(error).partition("\n")[0]
        raise CatalogueRefused(CatalogueFault.SHAPE, first[:300]) from error
