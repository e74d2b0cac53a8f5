"""The file of a public key."""

import json
from pathlib import Path

import jsonschema
import pytest

from riskapp.statements.envelope import new_key, public_of
from riskapp.statements.keys import MAX_BYTES, PublicKey, read_key, write_key
from tests.riskapp.statements.conftest import ISSUER

SCHEMA = json.loads(Path("docs/schemas/riskapp-signing-key.schema.json").read_text())


@pytest.fixture
def key() -> PublicKey:
    return PublicKey(public_of(new_key()), ISSUER.id, ISSUER.name)


def test_a_key_is_read_as_it_was_written(key):
    assert read_key(write_key(key).encode()) == key


def test_the_file_has_the_shape_that_is_promised(key):
    jsonschema.validate(json.loads(write_key(key)), SCHEMA)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "riskapp-signing-key 2"},
        {"algorithm": "none"},
        {"keyid": "0" * 64},
        {"public_key": "!"},
        {"public_key": 1},
        {"public_key": "A" * 200},
        {"public_key": "QUJD"},
        {"issuer": {}},
        {"issuer": "x"},
        {"issuer": {"id": "x", "name": "Bank"}},
        {"issuer": {"id": ISSUER.id, "name": ""}},
        {"issuer": {"id": ISSUER.id, "name": "a\u202e"}},
        {"issuer": {"id": ISSUER.id, "name": 1}},
        {"more": 1},
    ],
)
def test_what_is_no_key_is_refused(key, change):
    data = json.loads(write_key(key)) | change

    with pytest.raises(ValueError, match=r"."):
        read_key(json.dumps(data).encode())


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b" " * (MAX_BYTES + 1)])
def test_what_is_no_file_of_a_key_is_refused(content):
    with pytest.raises(ValueError, match=r"."):
        read_key(content)
