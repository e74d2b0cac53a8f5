"""A whole file without its secrets: what a browser sends, and what a server refuses."""

import json
import time

import pytest

from riskapp.evidence import redacting
from riskapp.evidence.decoding import decode
from riskapp.evidence.opening import readings_of
from riskapp.evidence.redacting import found_in, marks_in, redacted
from tests.data.evidence.by_name import KEPT, NAMED, SHORT
from tests.data.evidence.corpus import samples
from tests.data.evidence.planted import planted


def test_a_file_without_its_secrets_says_the_same(reader):
    different = []
    for sample in samples():
        text = decode(sample.content, sample.path, reader.limits)
        clean = redacted(text, reader.redactor)
        before = readings_of(reader, sample.content, sample.path)
        after = readings_of(reader, clean.encode(), sample.path)
        if [one.facts for one in before] != [one.facts for one in after]:
            different.append(sample.path)

    assert different == []


def test_nothing_is_found_twice_and_nothing_by_structure_that_was_not_found(reader):
    for sample in samples():
        text = decode(sample.content, sample.path, reader.limits)
        clean = redacted(text, reader.redactor)
        marks = marks_in(clean)

        assert list(found_in(clean, reader.redactor)) == []
        for reading in readings_of(reader, clean.encode(), sample.path):
            for secret in reading.secrets:
                mark = (secret.kind, secret.last_four, secret.keyed_hash)
                assert mark in marks, sample.path


@pytest.mark.parametrize("kind", sorted(planted()))
@pytest.mark.parametrize(
    "text",
    [
        '{"mcpServers": {"a": {"env": {"API_KEY": %s}}}}',
        '{"mcpServers": {"a": {"args": ["--api-key", %s]}}}',
        '{"args": [\n  "--api-key",\n  %s\n]}',
        "[env]\nAPI_KEY = %s",
        "api_key: %s",
    ],
)
def test_a_planted_secret_is_gone(reader, text, kind):
    secret = planted()[kind]

    clean = redacted(text % json.dumps(secret), reader.redactor)

    assert secret not in clean
    assert "redacted~" in clean


def test_a_key_over_many_lines_is_gone_line_by_line(reader):
    text = "key: |\n  -----BEGIN RSA PRIVATE KEY-----\n  c2hvcnQ=\n  bGluZXM=\n  -----END RSA PRIVATE KEY-----\nname: a\n"

    clean = redacted(text, reader.redactor)

    assert "c2hvcnQ" not in clean
    assert "bGluZXM" not in clean
    assert clean.count("\n") == text.count("\n")
    assert clean.endswith("\nname: a\n")


def test_a_long_line_is_looked_at_in_pieces(reader):
    secret = planted()["github classic"]
    text = json.dumps({"a": ["word"] * 4000, "env": {"TOKEN": secret}, "b": "x" * 30})

    assert secret not in redacted(text, reader.redactor)


def test_no_value_is_cut_from_its_name_in_a_long_line(reader):
    for at in range(30):
        rows = [{"n": "x" * at, "password": "correct-h0rse-b4ttery"}] * 500
        assert "h0rse" not in redacted(json.dumps(rows), reader.redactor)


@pytest.mark.parametrize("value", ["Summer-2022", "kitten-1001"])
def test_a_password_that_ends_with_a_year_is_no_stand_in(reader, value):
    assert value not in redacted(f'"password": "{value}"', reader.redactor)


@pytest.mark.parametrize("text", NAMED)
def test_a_value_is_a_secret_by_a_name_that_stands_apart_from_it(reader, text):
    clean = redacted(text, reader.redactor)

    assert "winter-2026" not in clean
    assert len(marks_in(clean)) == 1
    assert list(found_in(clean, reader.redactor)) == []


@pytest.mark.parametrize("text", SHORT)
def test_a_short_word_is_a_secret_where_a_password_stands(reader, text):
    clean = redacted(text, reader.redactor)

    assert "sommer" not in clean
    assert len(marks_in(clean)) == 1
    assert redacted(text.replace("sommer", "unknown"), reader.redactor) != clean


@pytest.mark.parametrize("text", KEPT)
def test_what_stands_near_a_name_and_is_not_its_value_stays(reader, text):
    assert redacted(text, reader.redactor) == text


@pytest.mark.parametrize(
    "piece",
    [
        "<a>",
        "<a ",
        "name:",
        "'",
        '"',
        '\\"',
        "<a>]]>",
        "a: |",
        "a,",
        "api key",
        "a: {",
        "[a1,",
        "a b ",
        "mysql -p",
    ],
)
def test_no_name_takes_long_over_a_text_made_for_it(reader, piece):
    text = "password " + (piece * 10_000)[:10_000]

    start = time.process_time()
    list(found_in(text, reader.redactor))

    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("line", "starts"),
    [
        ("x" * 10_000, [0]),
        ("x" * 10_001, [0, 10_000]),
        ("x" * 6_000 + "," + "y" * 2_000 + "," + "z" * 5_000, [0, 8_002]),
        ("x" * 4_000 + "," + "y" * 9_000, [0, 10_000]),
    ],
)
def test_a_long_line_is_cut_behind_its_last_comma(line, starts):
    pieces = list(redacting._pieces(line))

    assert [start for start, _ in pieces] == starts
    assert "".join(piece for _, piece in pieces) == line
