"""The verifier in docs/ says the same, without the product."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from riskapp.statements.envelope import public_of
from riskapp.statements.keys import PublicKey, write_key
from tests.riskapp.statements.conftest import ANSWERS, ISSUER
from tests.riskapp.statements.test_answers import statement_of

VERIFIER = Path("docs/examples/verify_signed_answers.py")
SCHEMAS = Path("docs/schemas")
SCHEMA = json.loads((SCHEMAS / "riskapp-signed-answers.schema.json").read_text())


@pytest.fixture
def said_by(desk, tmp_path):
    """What the verifier says of a file, and how it ends."""
    key = PublicKey(public_of(desk.secret), ISSUER.id, ISSUER.name)
    (tmp_path / "key.json").write_text(write_key(key))

    def say(content: bytes) -> tuple[int, str]:
        (tmp_path / "answers.json").write_bytes(content)
        done = subprocess.run(
            [
                sys.executable,
                VERIFIER,
                tmp_path / "answers.json",
                tmp_path / "key.json",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    return say


@pytest.fixture
def now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


@pytest.fixture
def content(desk, now) -> bytes:
    return desk.signed(
        ANSWERS[:3],
        ANSWERS[3:],
        attested_at=now - datetime.timedelta(days=1),
        expires_at=now + datetime.timedelta(days=1),
    )


def test_it_says_who_signed_what(said_by, content):
    code, said = said_by(content)

    assert code == 0, said
    for words in ("3 of 4", "Acme Soft", "Vera Vendor", ISSUER.name):
        assert words in said


def test_it_refuses_what_was_changed(said_by, content, desk):
    swapped = content.replace(b'"value":"yes"', b'"value":"no"')
    again = json.loads(content)
    again["envelope"]["signatures"] *= 2
    typed = content.replace(b"vnd.in-toto+json", b"vnd.in-toto+jsom")
    old = desk.signed(expires_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    cases = {
        swapped: "GOV-01 was swapped",
        json.dumps(again).encode(): "exactly one signature",
        typed: "payload type",
        old: "expired",
    }

    for changed, why in cases.items():
        code, said = said_by(changed)

        assert (code, why in said) == (1, True), said


def test_it_is_short_enough_to_be_read():
    assert len(VERIFIER.read_text().splitlines()) <= 80
    assert "riskapp." not in VERIFIER.read_text().replace("riskapp.example", "")


def test_the_file_has_the_shape_that_is_promised(content):
    jsonschema.validate(json.loads(content), SCHEMA)
    statement = SCHEMA | {"$ref": "#/$defs/statement"}
    for key in ("type", "properties", "required", "additionalProperties"):
        statement.pop(key, None)
    jsonschema.validate(statement_of(content), statement)
