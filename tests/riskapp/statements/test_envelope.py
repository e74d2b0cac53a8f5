"""The envelope, held against an independent library of DSSE."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import CryptoSigner, SSlibKey

from riskapp.statements.envelope import (
    PAYLOAD_TYPE,
    keyid_of,
    new_key,
    public_of,
    signed_bytes,
)
from tests.riskapp.statements.conftest import ANSWERS
from tests.riskapp.statements.test_answers import statement_of


def independent_key(secret: bytes) -> SSlibKey:
    public = public_of(secret)
    return SSlibKey.from_crypto(
        Ed25519PublicKey.from_public_bytes(public), keyid_of(public)
    )


def test_an_independent_library_verifies_what_is_signed_here(desk):
    key, other = independent_key(desk.secret), independent_key(new_key())
    other.keyid = key.keyid
    content = desk.signed()

    found = Envelope.from_dict(json.loads(content)["envelope"])

    assert found.verify([key], 1) == {key.keyid: key}
    assert json.loads(found.payload) == statement_of(content)
    with pytest.raises(VerificationError):
        found.verify([other], 1)


def test_what_an_independent_library_signs_is_read_here(desk):
    file = json.loads(desk.signed(secret=new_key()))
    payload = base64.b64decode(file["envelope"]["payload"])
    envelope = Envelope(payload, PAYLOAD_TYPE, {})
    private = Ed25519PrivateKey.from_private_bytes(desk.secret)
    envelope.sign(CryptoSigner(private, independent_key(desk.secret)))
    file["envelope"] = envelope.to_dict()

    assert desk.read(file).shown == ANSWERS


def test_what_is_signed_is_the_encoding_of_the_standard():
    assert signed_bytes("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
