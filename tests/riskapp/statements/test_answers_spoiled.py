"""Signed answers that say everything, as they are read, and with each of their parts spoiled by
whoever has the key; then with each part of the envelope spoiled by whoever has it not."""

import datetime
import itertools
import json
import secrets

import pytest

from questionnaires.document.source import read_file
from riskapp.statements.answers import (
    SignedAnswer,
    TrustedIssuer,
    signed_answers,
    verified,
)
from riskapp.statements.canonical import canonical
from riskapp.statements.envelope import enveloped, public_of
from riskapp.statements.errors import StatementRefused
from tests.factories.spoiled import FOLDER, kept, read_as, refusals_of

SECRET = bytes(range(32))
TRUSTED = [TrustedIssuer(public_of(SECRET), "0b7f0d0e")]
NOW = datetime.datetime(2026, 11, 29, 12, tzinfo=datetime.UTC)
EVERYTHING = read_file(FOLDER / "statement.yaml").data


def put_together(data):
    """The file around a statement, signed anew."""
    file = {key: own for key, own in data.items() if key != "statement"}
    if "statement" in data:
        file["envelope"] = enveloped(canonical(data["statement"]), SECRET)
    return file


def read(source):
    data = source.data
    file = put_together(data) if isinstance(data, dict) else data
    return verified(canonical(file), TRUSTED, now=NOW)


def test_everything_a_statement_says_is_read():
    found = read_as(read(read_file(FOLDER / "statement.yaml")))

    assert found.splitlines() == kept("statement.read.txt", found).splitlines()


def test_whatever_is_spoiled_and_signed_is_refused_or_read_as_it_was():
    said = refusals_of("statement", read)

    assert said.splitlines() == kept("statement.txt", said).splitlines()


def test_the_same_is_signed_in_the_same_bytes(monkeypatch):
    salts = (f"{number:032x}" for number in itertools.count(1))
    monkeypatch.setattr(secrets, "token_hex", lambda _size: next(salts))
    found = verified(canonical(put_together(EVERYTHING)), TRUSTED, now=NOW)

    written = signed_answers(
        found.claim, found.shown, [SignedAnswer("T-02", "1", ["a", "b"])], secret=SECRET
    )

    assert written == canonical(put_together(EVERYTHING))


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("envelope", [], "not_signed_answers"),
        ("envelope.payload", None, "not_signed_answers"),
        ("envelope.payload", 1, "not_signed_answers"),
        ("envelope.payload", "e", "not_signed_answers"),
        ("envelope.payload", "e30=", "signature_wrong"),
        ("envelope.payload", "e31=", "not_signed_answers"),
        ("envelope.payloadType", None, "type_changed"),
        ("envelope.payloadType", 1, "type_changed"),
        ("envelope.payloadType", "x" * 81, f"type_changed: {'x' * 80}"),
        ("envelope.signatures", None, "signatures"),
        ("envelope.signatures", [], "signatures"),
        ("envelope.signatures", {}, "signatures"),
        ("envelope.signatures", ["x"], "not_signed_answers"),
        ("envelope.signatures.0.keyid", None, "algorithm"),
        ("envelope.signatures.0.keyid", "y" * 81, f"key_unknown: {'y' * 80}"),
        ("envelope.signatures.0.keyid", 7, "key_unknown"),
        ("envelope.signatures.0.sig", None, "algorithm"),
        ("envelope.signatures.0.sig", 7, "not_signed_answers"),
        ("envelope.signatures.0.sig", "AAAA", "algorithm"),
        ("envelope.signatures.0.sig", "A" * 86 + "==", "signature_wrong"),
        ("envelope.signatures.0.alg", "none", "algorithm"),
        ("envelope.signatures.0.publicKey", "x", "key_embedded: publicKey"),
        ("envelope.keys", [], "key_embedded: keys"),
        ("envelope.x5u", "x", "key_embedded: x5u"),
        ("envelope.other", 1, "not_signed_answers"),
        ("other", 1, "not_signed_answers"),
        ("format", "riskapp-signed-answers 2", "not_signed_answers"),
        ("disclosed", None, "not_signed_answers"),
        ("disclosed", {}, "content_swapped"),
        ("disclosed", [], ""),
    ],
)
def test_an_envelope_that_was_touched_is_refused_in_the_order_of_the_checks(
    path, value, said
):
    file = json.loads(canonical(put_together(EVERYTHING)))
    *above, last = path.split(".")
    place = file
    for step in above:
        place = place[int(step) if step.isdigit() else step]
    if value is None:
        del place[last]
    else:
        place[last] = value

    assert words_about(file) == said


def words_about(file, now=NOW):
    try:
        verified(canonical(file), TRUSTED, now=now)
    except StatementRefused as refused:
        return str(refused)
    return ""


MADE, ENDS = (
    datetime.datetime(2026, 11, 19, 12, tzinfo=datetime.UTC),
    datetime.datetime(2026, 12, 9, 12, tzinfo=datetime.UTC),
)
SECOND = datetime.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (MADE, ""),
        (MADE - 600 * SECOND, ""),
        (MADE - 601 * SECOND, "not_yet: 2026-11-19"),
        (ENDS - SECOND, ""),
        (ENDS, "expired: 2026-12-09"),
    ],
)
def test_it_holds_from_its_day_to_its_end(now, said):
    assert words_about(put_together(EVERYTHING), now) == said
