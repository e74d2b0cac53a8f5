"""Plain data with the line of every value."""

import pytest

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import (
    MAX_BYTES,
    MAX_CHARACTERS,
    Source,
    read_file,
    read_yaml,
)


def data_of(text):
    return read_yaml(text, "small.yaml").data


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("7", 7),
        ("-7", -7),
        ("0", 0),
        ("no", "no"),
        ("NO", "NO"),
        ("on", "on"),
        ("True", "True"),
        ("1.5", "1.5"),
        ("007", "007"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("9" * 19, "9" * 19),
        ("2026-11-23", "2026-11-23"),
        ("12:30:00", "12:30:00"),
        ("=", "="),
        ("'7'", "7"),
        ('"true"', "true"),
        ("''", ""),
    ],
)
def test_only_plain_numbers_and_true_and_false_are_more_than_text(scalar, value):
    found = data_of(f"a: {scalar}")["a"]

    assert found == value
    assert type(found) is type(value)


def test_a_merge_key_is_a_key_like_any_other():
    assert data_of("<<: {a: 1}") == {"<<": {"a": 1}}


def test_json_is_read_as_well():
    assert data_of('{"a": [1, "2", null, true]}') == {"a": [1, "2", None, True]}


def test_every_value_has_its_line():
    source = read_yaml("a: 1\nb:\n  - c\n  - d:\n      e\n", "small.yaml")

    assert source.line(("a",)) == 1
    assert source.line(("b", 0)) == 3
    assert source.line(("b", 1, "d")) == 4


def test_what_is_missing_has_the_line_of_what_is_around_it():
    source = read_yaml("a: 1\nb:\n  - c\n", "small.yaml")

    assert source.line(("b", 7, "x")) == 2
    assert source.line(("nowhere",)) == 1


def test_data_without_lines_still_names_its_faults():
    fault = Source({"a": 1}, {}, "stored").fault(("a",), "'a' is '1'", "text")

    assert str(fault) == "stored:1: 'a' is '1', expected text"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "form.yaml:1: the file cannot be read (No such file or directory)"),
        (b"a: 1\nb: \xff", "form.yaml:2: the file is not UTF-8, expected UTF-8 text"),
        (b" " * (MAX_BYTES + 1), "form.yaml:1: the file is too large"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, content, fault):
    path = tmp_path / "form.yaml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(DocumentError) as refused:
        read_file(path)

    assert fault in str(refused.value)


def test_a_file_is_read_without_the_mark_of_some_editors(tmp_path):
    path = tmp_path / "form.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1")

    assert read_file(path).data == {"a": 1}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "a" * (MAX_CHARACTERS + 1),
            f"small.yaml:1: the file is too large, expected at most {MAX_CHARACTERS} characters",
        ),
        ("a: b: c", "expected valid YAML"),
    ],
)
def test_a_refusal_names_the_file_the_line_and_what_was_expected(text, fault):
    with pytest.raises(DocumentError) as refusal:
        read_yaml(text, "small.yaml")

    assert str(refusal.value).startswith("small.yaml:1: ")
    assert fault in str(refusal.value)


def test_a_second_document_is_refused_at_its_line():
    with pytest.raises(DocumentError, match=r"small\.yaml:2: .*another document"):
        read_yaml("a: 1\n---\nb: 2\n", "small.yaml")
