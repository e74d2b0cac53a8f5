"""The file of the catalogue: whoever changes it is refused, each with its own sentence."""

import base64
import json

import pytest

from questionnaires.document.errors import DocumentError
from riskapp.statements.canonical import canonical
from riskapp.statements.envelope import enveloped, new_key, public_of
from riskapp.terms.choices import MOST_BYTES, PAYLOAD_TYPE
from riskapp.terms.errors import SENTENCES, CatalogueFault, CatalogueRefused
from riskapp.terms.files import keys_from, read_catalogue, sign_file
from riskapp.tools.catalogue import LATER_FACTS
from tests.riskapp.terms.conftest import PLAN, TRAINS, newer
from tests.test_schemas import checked


def trusted(secret):
    return keys_from([base64.b64encode(public_of(secret)).decode()])


def refused(content, secret):
    with pytest.raises(CatalogueRefused) as error:
        read_catalogue(content, trusted(secret))
    return error.value.why


def test_a_signed_file_is_read_as_it_was_signed(secret, signed):
    found = read_catalogue(signed, trusted(secret))

    assert found.catalogue.version == 30_000_000
    assert found.catalogue.plans[PLAN].facts[TRAINS].value is True
    assert json.loads(found.content) == newer()
    assert len(found.digest) == 64


def test_what_is_signed_has_the_shape_that_is_promised(signed):
    payload = base64.b64decode(json.loads(signed)["payload"])

    assert checked("riskapp-catalogue", json.loads(payload)) == []
    assert checked("riskapp-catalogue", newer() | {"more": 1})
    assert checked("riskapp-catalogue", newer(mcp={"value": True}))
    assert checked("riskapp-catalogue", newer(**dict.fromkeys(LATER_FACTS))) == []


def test_a_file_nobody_signed_is_refused(secret):
    for content in (json.dumps(newer()).encode(), b"", b"schema: x", b"[]", b"\xff"):
        assert refused(content, secret) is CatalogueFault.UNSIGNED


def test_a_key_nobody_trusts_is_refused(signed):
    assert refused(signed, new_key()) is CatalogueFault.UNKNOWN_KEY


def test_without_any_key_nothing_is_taken(signed):
    with pytest.raises(CatalogueRefused) as error:
        read_catalogue(signed, {})

    assert error.value.why is CatalogueFault.NO_KEYS


def test_changed_content_is_refused(secret, signed):
    envelope = json.loads(signed)
    payload = base64.b64decode(envelope["payload"]).replace(
        b"example.org", b"example.net"
    )
    other = envelope | {"payload": base64.b64encode(payload).decode()}
    another_kind = envelope | {"payloadType": "application/json"}

    assert refused(json.dumps(other).encode(), secret) is CatalogueFault.CHANGED
    assert refused(json.dumps(another_kind).encode(), secret) is CatalogueFault.CHANGED


def test_a_file_that_is_too_big_is_refused_unread(secret):
    assert refused(b" " * (MOST_BYTES + 1), secret) is CatalogueFault.TOO_BIG


@pytest.mark.parametrize(
    "data",
    [{}, [], {"schema": "other"}, newer() | {"version": 0}, newer(mcp={"value": 1})],
)
def test_what_is_signed_and_no_catalogue_is_refused(secret, data):
    content = json.dumps(enveloped(canonical(data), secret, PAYLOAD_TYPE)).encode()

    assert refused(content, secret) is CatalogueFault.SHAPE


def test_no_file_is_made_of_what_is_no_catalogue(secret):
    with pytest.raises(DocumentError):
        sign_file({"schema": "other"}, secret)


def test_each_reason_has_a_sentence_of_its_own():
    words = {str(CatalogueRefused(fault, "7")) for fault in CatalogueFault}

    assert len(words) == len(SENTENCES) == len(CatalogueFault)


@pytest.mark.parametrize("key", ["x", "YWJj", "é" * 44])
def test_a_setting_that_is_no_key_is_refused(key):
    with pytest.raises(ValueError, match=r"base64|32 bytes|ASCII"):
        keys_from([key])
