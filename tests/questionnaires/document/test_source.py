"""Plain data with the line of every value."""

import pytest

from questionnaires.document.errors import MAX_FAULTS, DocumentError
from questionnaires.document.source import (
    MAX_BYTES,
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_NODES,
    Source,
    decoded,
    read_file,
    read_yaml,
    text_of,
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


def refusals(text):
    with pytest.raises(DocumentError) as refused:
        read_yaml(text, "small.yaml")
    return [str(fault).removeprefix("small.yaml:") for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["1: the file is empty, expected a document"]),
        ("# a remark", ["1: the file is empty, expected a document"]),
        ("a: 1\n? [b]\n: 2", ["2: a key is not plain text, expected a name"]),
        ("a: 1\na: 2", ["2: 'a' stands twice, expected each key once"]),
        (
            f"{'k' * 90}: 1\n{'k' * 90}: 2",
            [f"2: '{'k' * 80}' stands twice, expected each key once"],
        ),
        (
            "a: 1\nb: !!int 2",
            ["2: the tag 'tag:yaml.org,2002:int', expected plain data"],
        ),
        ("a: 1\nb: !mine [2]", ["2: the tag '!mine', expected plain data"]),
        ("a: 1\nb: !mine {c: 2}", ["2: the tag '!mine', expected plain data"]),
        (
            f"a: !{'m' * 80} x",
            [f"1: the tag '!{'m' * 59}', expected plain data"],
        ),
        ("a: 1\nb: &x 2", ["2: an anchor or alias, expected every value written out"]),
        ("a: [1]\nb: *x", ["2: an anchor or alias, expected every value written out"]),
        (
            "a: 1\nb: \x07",
            ["2: the character U+0007, expected text without control characters"],
        ),
        (
            'a: 1\nb: "\\x07"',
            ["2: the character U+0007, expected text without control characters"],
        ),
        (
            'a: 1\n"\\x07": b',
            ["2: the character U+0007, expected text without control characters"],
        ),
        (
            "a: \u2028",
            ["1: the character U+2028, expected text without control characters"],
        ),
        (
            "a: 1\na: 2\nb: !mine x",
            [
                "2: 'a' stands twice, expected each key once",
                "3: the tag '!mine', expected plain data",
            ],
        ),
        (
            "\n" + "[" * (MAX_DEPTH + 1),
            [f"2: too deeply nested, expected at most {MAX_DEPTH} levels"],
        ),
        (
            "a: " + "{a: " * MAX_DEPTH + "1" + "}" * MAX_DEPTH,
            [f"1: too deeply nested, expected at most {MAX_DEPTH} levels"],
        ),
        (
            "\n[" + "1," * MAX_NODES + "]",
            [f"2: too many values, expected at most {MAX_NODES}"],
        ),
    ],
)
def test_what_is_unsafe_or_unclear_is_refused_with_its_line(text, faults):
    assert refusals(text) == faults


def test_what_is_no_yaml_is_refused_with_the_line_where_it_ends_to_be():
    assert refusals("a: 1\nb: ]\n") == [
        "2: did not find expected node content, expected valid YAML"
    ]


def test_data_may_be_as_deep_and_as_large_as_the_limits_say():
    deep = data_of("[" * MAX_DEPTH + "]" * MAX_DEPTH)

    assert str(deep) == "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert len(data_of("[" + "1," * (MAX_NODES - 1) + "]")) == MAX_NODES - 1


def test_a_file_may_be_as_large_as_the_limit_says(tmp_path):
    path = tmp_path / "form.yaml"
    path.write_bytes(b"#" * MAX_BYTES)

    assert len(text_of(path)) == MAX_BYTES
    assert data_of("a: " + "b" * (MAX_CHARACTERS - 3))["a"] == "b" * (
        MAX_CHARACTERS - 3
    )


def test_a_file_is_called_in_faults_as_who_reads_it_says(tmp_path):
    path = tmp_path / "form.yaml"
    path.write_bytes(b"a: 1\na: 2")

    with pytest.raises(DocumentError, match=r"^form\.yaml:2: "):
        read_file(path)
    with pytest.raises(DocumentError, match=r"^its name:2: "):
        read_file(path, "its name")
    with pytest.raises(DocumentError, match=r"^its name:1: "):
        text_of(tmp_path / "gone", "its name")
    with pytest.raises(DocumentError, match=r"^bytes:3: the file is not UTF-8"):
        decoded(b"\n\n\xff", "bytes")
    with pytest.raises(DocumentError) as refused:
        text_of(tmp_path / "gone")
    assert str(refused.value) == (
        "gone:1: the file cannot be read (No such file or directory), expected a readable file"
    )


def test_too_large_a_file_is_refused_with_the_limit(tmp_path):
    path = tmp_path / "form.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))

    with pytest.raises(DocumentError) as refused:
        text_of(path)

    assert str(refused.value) == (
        f"form.yaml:1: the file is too large, expected at most {MAX_BYTES} bytes"
    )


def test_a_source_has_the_lines_of_keys_and_values():
    source = read_yaml("a:\n  - 1\n  -\n    b: 2\nc: {d: 3}\n", "its name")

    assert source.name == "its name"
    assert source.lines == {
        (): 1,
        ("a",): 1,
        ("a", 0): 2,
        ("a", 1): 4,
        ("a", 1, "b"): 4,
        ("c",): 5,
        ("c", "d"): 5,
    }


def test_a_folded_number_in_quotes_stays_text():
    assert data_of("a: '7'\nb: >-\n  8\nc: ! 9") == {"a": "7", "b": "8", "c": 9}


def test_keys_that_stand_twice_are_told_so_many_times_and_no_more():
    with pytest.raises(DocumentError) as error:
        read_yaml("a: 1\n" * 5000, "small.yaml")

    *first, last = error.value.faults
    assert len(first) == MAX_FAULTS
    assert str(last) == (
        "small.yaml:501: too much is wrong with this file to tell it all,"
        " expected fewer than 500 faults"
    )
