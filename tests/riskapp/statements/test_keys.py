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


NO_KEY = "not a signing key"
LONG = "A" * 200


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"format": "riskapp-signing-key 2"}, NO_KEY),
        ({"algorithm": "none"}, NO_KEY),
        ({"more": 1}, NO_KEY),
        ({"issuer": {}}, NO_KEY),
        ({"issuer": "x"}, NO_KEY),
        ({"keyid": "0" * 64}, "the name of the key is that of another"),
        ({"public_key": "!"}, "the key is not written in base64"),
        ({"public_key": 1}, "the key is no short text"),
        ({"public_key": LONG}, "the key is no short text"),
        ({"public_key": "QUJD"}, "not a key of 32 bytes"),
        ({"issuer": {"id": "x", "name": "Bank"}}, "the organisation has no id"),
        ({"issuer": {"id": 1, "name": "Bank"}}, "the organisation has no id"),
        ({"issuer": {"id": ISSUER.id, "name": ""}}, "no name"),
        ({"issuer": {"id": ISSUER.id, "name": 1}}, "not a short text"),
        ({"issuer": {"id": ISSUER.id, "name": LONG + "A"}}, "not a short text"),
        (
            {"issuer": {"id": ISSUER.id, "name": "a\u202e"}},
            "a sign that no name has",
        ),
        (
            {"issuer": {"id": ISSUER.id, "name": "a\u0007"}},
            "a sign that no name has",
        ),
    ],
)
def test_what_is_no_key_is_refused_and_says_why(key, change, why):
    data = json.loads(write_key(key)) | change

    with pytest.raises(ValueError, match=f"^{why}$"):
        read_key(json.dumps(data).encode())


def test_a_file_is_read_by_people_too():
    text = write_key(PublicKey(public_of(new_key()), ISSUER.id, "Müller & Söhne"))

    assert '"name": "Müller & Söhne"' in text
    assert text.splitlines()[1].startswith(' "format"')
    assert text.endswith("}\n")


@pytest.mark.parametrize("name", [LONG, "A", "Müller"])
def test_a_name_of_two_hundred_letters_is_a_name(key, name):
    read = read_key(write_key(PublicKey(key.public, key.issuer, name)).encode())

    assert read.name == name


def test_a_file_may_be_as_big_as_it_says(key):
    content = write_key(key).encode()

    assert read_key(content + b" " * (MAX_BYTES - len(content))) == key


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b" " * (MAX_BYTES + 1)])
def test_what_is_no_file_of_a_key_is_refused(content):
    with pytest.raises(ValueError, match=r"."):
        read_key(content)
