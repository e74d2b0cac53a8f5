"""Signed answers: made, cut down, verified, and refused for one reason each."""

import base64
import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskapp.statements.answers import (
    MAX_BYTES,
    Issuer,
    SignedAnswer,
    TrustedIssuer,
    looks_signed,
    verified,
)
from riskapp.statements.canonical import canonical
from riskapp.statements.envelope import (
    enveloped,
    new_key,
    public_of,
)
from riskapp.statements.errors import StatementFault, StatementRefused
from tests.riskapp.statements.conftest import ANSWERS, ISSUER, NOW, Desk

DAY = datetime.timedelta(days=1)


def statement_of(content: bytes):
    return json.loads(base64.b64decode(json.loads(content)["envelope"]["payload"]))


def signed_anew(content: bytes, change, secret: bytes) -> bytes:
    """The file with a statement that was changed and signed by whoever has the key."""
    file = json.loads(content)
    statement = statement_of(content)
    change(statement)
    file["envelope"] = enveloped(canonical(statement), secret)
    return json.dumps(file).encode()


def why(desk, content, **more) -> StatementFault:
    with pytest.raises(StatementRefused) as refused:
        desk.read(content, **more)
    return refused.value.why


def test_what_was_signed_is_read_again(desk):
    found = desk.read(desk.signed())

    assert found.claim == desk.claim()
    assert found.shown == ANSWERS
    assert found.left_out == 0
    assert found.keyid == desk.trusted[0].keyid


def test_of_what_is_left_out_a_digest_is_left_and_no_more(desk):
    content = desk.signed(ANSWERS[:2], ANSWERS[2:])

    found = desk.read(content)

    assert found.shown == ANSWERS[:2]
    assert found.left_out == 2
    payload = base64.b64decode(json.loads(content)["envelope"]["payload"])
    for hidden in ("Cursor", "T-01", "T-02"):
        assert hidden.encode() not in content + payload


def test_whoever_holds_the_file_can_leave_out_more(desk):
    file = json.loads(desk.signed())
    del file["disclosed"][0]

    found = desk.read(file)

    assert found.shown == ANSWERS[1:]
    assert found.left_out == 1


def test_two_files_about_the_same_have_no_digest_in_common(desk):
    first, second = (
        set(statement_of(desk.signed())["predicate"]["answers"]) for _ in range(2)
    )

    assert not first & second


def test_a_key_that_comes_along_is_refused(desk):
    for place in ("envelope", "signature"):
        for name in ("publicKey", "jwk", "cert"):
            file = json.loads(desk.signed())
            envelope = file["envelope"]
            (envelope if place == "envelope" else envelope["signatures"][0])[name] = "x"

            assert why(desk, file) is StatementFault.KEY_EMBEDDED


def test_another_payload_type_is_refused(desk):
    file = json.loads(desk.signed())
    file["envelope"]["payloadType"] = "application/json"

    assert why(desk, file) is StatementFault.TYPE_CHANGED


@pytest.mark.parametrize("more", ["the same", "another", "none"])
def test_anything_but_one_signature_is_refused(desk, more):
    file = json.loads(desk.signed())
    signatures = file["envelope"]["signatures"]
    other = json.loads(desk.signed(secret=new_key()))["envelope"]["signatures"][0]
    file["envelope"]["signatures"] = {
        "the same": signatures * 2,
        "another": [*signatures, other],
        "none": [],
    }[more]

    assert why(desk, file) is StatementFault.SIGNATURES


@pytest.mark.parametrize(
    "change",
    [{"alg": "none"}, {"alg": "HS256"}, {"sig": base64.b64encode(b"x" * 32).decode()}],
)
def test_another_way_to_sign_is_refused(desk, change):
    file = json.loads(desk.signed())
    file["envelope"]["signatures"][0] |= change

    assert why(desk, file) is StatementFault.ALGORITHM


def test_a_key_that_is_not_trusted_is_refused(desk):
    assert why(desk, desk.signed(secret=new_key())) is StatementFault.KEY_UNKNOWN
    assert why(desk, desk.signed(), trusted=[]) is StatementFault.KEY_UNKNOWN


def test_a_signature_under_the_name_of_a_trusted_key_is_refused(desk):
    file = json.loads(desk.signed(secret=new_key()))
    file["envelope"]["signatures"][0]["keyid"] = desk.trusted[0].keyid

    assert why(desk, file) is StatementFault.SIGNATURE_WRONG


def test_a_statement_that_was_changed_is_refused(desk):
    file = json.loads(desk.signed())
    statement = statement_of(desk.signed())
    statement["predicate"]["vendor"]["name"] = "Other Ltd"
    file["envelope"]["payload"] = base64.b64encode(canonical(statement)).decode()

    assert why(desk, file) is StatementFault.SIGNATURE_WRONG


@pytest.mark.parametrize("payload", [b"{", b'{"a": 1, "a": 2}', b"\xff", b"[1.5]"])
def test_a_payload_that_is_no_strict_json_is_refused(desk, payload):
    file = json.loads(desk.signed())
    file["envelope"] = enveloped(payload, desk.secret)

    assert why(desk, file) is StatementFault.NOT_CANONICAL


def test_a_vendor_without_a_domain_is_read(desk):
    assert desk.read(desk.signed(domain="")).claim.domain == ""


def test_a_file_may_be_as_big_as_it_says(desk):
    content = desk.signed()

    read = desk.read(content + b" " * (MAX_BYTES - len(content)))
    assert read == desk.read(content)
    assert why(desk, content + b" " * (MAX_BYTES + 1 - len(content)))


def test_moments_are_written_as_everywhere_whatever_their_zone(desk):
    here = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
    moment = datetime.datetime(2026, 11, 20, 1, 30, 9, tzinfo=here)

    predicate = statement_of(desk.signed(attested_at=moment))["predicate"]

    assert "2026-11-19T20:00:09Z" in json.dumps(predicate)


def test_a_statement_in_another_spelling_is_refused(desk):
    file = json.loads(desk.signed())
    payload = json.dumps(statement_of(desk.signed()), indent=1).encode()
    file["envelope"] = enveloped(payload, desk.secret)

    assert why(desk, file) is StatementFault.NOT_CANONICAL


def test_a_trusted_key_signs_for_its_own_organisation_alone(desk):
    content = desk.signed(issuer=Issuer("11111111-1111-1111-1111-111111111111", "Big"))

    assert why(desk, content) is StatementFault.OTHER_ISSUER


def test_what_has_expired_is_refused(desk):
    assert why(desk, desk.signed(expires_at=NOW)) is StatementFault.EXPIRED
    assert why(desk, desk.signed(attested_at=NOW + DAY)) is StatementFault.NOT_YET
    assert desk.read(desk.signed(expires_at=NOW + datetime.timedelta(seconds=1)))


@pytest.mark.parametrize(
    "change",
    [
        {"value": "no"},
        {"question": "GOV-02"},
        {"entry": "2"},
        {"salt": "0" * 32},
    ],
)
def test_an_answer_that_was_swapped_is_refused(desk, change):
    file = json.loads(desk.signed())
    file["disclosed"][0] |= change

    assert why(desk, file) is StatementFault.CONTENT_SWAPPED


def test_an_answer_that_stands_twice_is_refused(desk):
    file = json.loads(desk.signed())
    file["disclosed"][1] = file["disclosed"][0]

    assert why(desk, file) is StatementFault.CONTENT_SWAPPED


def test_answers_of_another_statement_are_refused(desk):
    file = json.loads(desk.signed())
    file["disclosed"] = json.loads(desk.signed())["disclosed"]

    assert why(desk, file) is StatementFault.CONTENT_SWAPPED


def test_a_subject_that_is_not_the_answers_is_refused(desk):
    def change(statement):
        statement["subject"][0]["digest"]["sha256"] = "0" * 64

    content = signed_anew(desk.signed(), change, desk.secret)

    assert why(desk, content) is StatementFault.CONTENT_SWAPPED


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.update(_type="https://in-toto.io/Statement/v0.1"),
        lambda said: said.update(predicateType="https://slsa.dev/provenance/v1"),
        lambda said: said.update(more=1),
        lambda said: said.pop("predicate"),
        lambda said: said.update(predicate=[]),
        lambda said: said["predicate"].pop("issuer"),
        lambda said: said["predicate"].update(form="long"),
        lambda said: said["predicate"].update(answers=["x"]),
        lambda said: said["predicate"].update(answers={}),
        lambda said: said["predicate"].update(expires="tomorrow"),
        lambda said: said["predicate"].update(expires="2026-13-40T00:00:00Z"),
        lambda said: said["predicate"]["vendor"].update(name="a\u202eb"),
        lambda said: said["predicate"]["vendor"].update(name=""),
        lambda said: said["predicate"]["vendor"].update(name="x" * 201),
    ],
)
def test_a_statement_of_another_shape_is_refused(desk, change):
    content = signed_anew(desk.signed(), change, desk.secret)

    assert why(desk, content) is StatementFault.STATEMENT_UNKNOWN


def test_a_file_beyond_the_limit_is_refused_unread(desk):
    assert why(desk, desk.signed() + b" " * MAX_BYTES) is StatementFault.TOO_BIG


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"format": 1, "format": 2}',
        b'{"a": NaN}',
        b'{"a": 1.5}',
        b'{"a": "\\ud800"}',
        b'{"a": "\\u0000"}',
        b'{"a":' * 100 + b"1" + b"}" * 100,
        b"[" * 100_000,
        b'{"a": ' + b"9" * 6000 + b"}",
        b"\xff\xfe",
        b'{"format": "riskapp-signed-answers 1", "envelope": 1, "disclosed": []}',
    ],
)
def test_what_is_no_such_file_is_refused(desk, content):
    assert why(desk, content) is StatementFault.NOT_SIGNED_ANSWERS


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("payload", "!"),
        ("payload", 1),
        ("payload", "QUJ="),
        ("signatures", [1]),
        ("more", 1),
    ],
)
def test_an_envelope_that_is_none_is_refused(desk, place, value):
    file = json.loads(desk.signed())
    file["envelope"][place] = value

    assert why(desk, file) is StatementFault.NOT_SIGNED_ANSWERS


@pytest.mark.parametrize(
    "row",
    [
        1,
        {},
        {"entry": "", "question": "GOV-01", "salt": "x", "value": 1},
        {"entry": 1, "question": "GOV-01", "salt": "0" * 32, "value": 1},
        {"entry": "", "question": "<b>", "salt": "0" * 32, "value": 1},
        {"entry": "../x", "question": "GOV-01", "salt": "0" * 32, "value": 1},
    ],
)
def test_an_answer_of_another_shape_is_refused(desk, row):
    file = json.loads(desk.signed())
    file["disclosed"][0] = row

    assert why(desk, file) is StatementFault.NOT_SIGNED_ANSWERS


def test_more_beside_the_envelope_is_refused(desk):
    file = json.loads(desk.signed()) | {"more": 1}

    assert why(desk, file) is StatementFault.NOT_SIGNED_ANSWERS


@pytest.mark.parametrize("disclosed", [1, [{}] * 9])
def test_more_answers_than_were_signed_are_refused(desk, disclosed):
    file = json.loads(desk.signed()) | {"disclosed": disclosed}

    assert why(desk, file) is StatementFault.CONTENT_SWAPPED


@pytest.mark.parametrize(
    ("content", "is_signed"),
    [
        (b' {"envelope": {}}', True),
        (b'{"payloadType": ""}', True),
        (b'{"questionnaire": "x"}', False),
        (b"questionnaire: envelope", False),
        (b"", False),
    ],
)
def test_a_signed_file_is_told_by_its_looks(content, is_signed):
    assert looks_signed(content) is is_signed


def test_of_several_trusted_keys_the_one_that_signed_counts(desk):
    others = [TrustedIssuer(public_of(new_key()), ISSUER.id) for _ in range(3)]

    found = desk.read(desk.signed(), trusted=[*others, *desk.trusted])

    assert found.keyid == desk.trusted[0].keyid


VALUES = st.recursive(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
    | st.booleans()
    | st.none()
    | st.integers(-(2**53) + 1, 2**53 - 1),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abü😀", max_size=3), inner)
    ),
    max_leaves=6,
)


@given(VALUES)
def test_whatever_an_answer_says_is_read_as_it_was_signed(value):
    desk = Desk()
    leaf = SignedAnswer("GOV-01", "", value)

    assert desk.read(desk.signed([leaf])).shown == (leaf,)


@given(st.binary(max_size=300))
def test_whatever_comes_is_refused_in_words(content):
    with pytest.raises(StatementRefused):
        verified(content, [], now=NOW)


@given(st.data())
def test_no_single_sign_of_the_file_can_be_changed(data):
    desk = Desk()
    content = desk.signed(ANSWERS[:2], ANSWERS[2:])
    at = data.draw(st.integers(0, len(content) - 1))
    sign = data.draw(st.integers(0, 255))
    changed = content[:at] + bytes([sign]) + content[at + 1 :]

    try:
        found = desk.read(changed)
    except StatementRefused:
        return

    assert (found.claim, found.shown) == (desk.claim(), ANSWERS[:2])
