"""JSON as programs write it: what is read, and what is refused with its line."""

import pytest

from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.readers import json_text
from riskapp.evidence.readers.json_text import (
    check_depth,
    entry_of,
    is_lines,
    open_json,
    open_lines,
)

FEW = Limits(depth=3, values=20, rows=3, line=60)


def opened(text, limits=FEW, way=open_json):
    return way(text, "a.json", limits, Watch("a.json", 20))


def parts(text, limits=FEW, way=open_json):
    return [(one.data, one.pointer) for one in opened(text, limits, way).parts]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', [({"a": 1}, "")]),
        ('{"a": 1} {"b": 2}', [({"a": 1}, ""), ({"b": 2}, "")]),
        ('[{"a": 1}, {"b": 2}]', [({"a": 1}, "/0"), ({"b": 2}, "/1")]),
        ('[7, {"b": 2}]', [({"b": 2}, "/1")]),
        ('[[{"a": 1}, 7, {"b": 2}]]', [({"a": 1}, "/0/0"), ({"b": 2}, "/0/2")]),
        ("[]", []),
        ('{"a": 1, // one\n "b": [1,], }', [({"a": 1, "b": [1]}, "")]),
        ('/* all */ {"a": "// no remark, }"}', [({"a": "// no remark, }"}, "")]),
        ('{"a": 12345678901234567890}', [({"a": "12345678901234567890"}, "")]),
        ('{"a": NaN}', [({"a": "NaN"}, "")]),
    ],
)
def test_every_object_is_found_with_its_pointer(text, found):
    assert parts(text) == found


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("7", 1, "no JSON: one plain value"),
        ('{"a": 1', 1, "no JSON"),
        ('[{"a": 1}\n{"b": 2}]', 2, "no JSON: the list does not end"),
        ('{"a":\n[[[1]]]}', 2, "the file is nested too deeply"),
        ("[{}, {}, {},\n{}]", 2, "the list has too many entries"),
        ("{" * 2000, 1, "the file holds about 2000 values"),
    ],
)
def test_what_is_no_such_json_is_refused_with_its_line(text, line, what):
    with pytest.raises(EvidenceFileRefused) as refused:
        list(opened(text).parts)

    (fault,) = refused.value.faults
    assert (fault.line, fault.what[: len(what)]) == (line, what)


def test_a_depth_that_no_parser_takes_is_refused_like_any_other():
    text = '{"a":' * 60_000

    with pytest.raises(EvidenceFileRefused, match="nested too deeply"):
        list(opened(text, Limits()).parts)
    with pytest.raises(EvidenceFileRefused, match="nested too deeply"):
        list(opened(text, Limits(), open_lines).parts)
    with pytest.raises(EvidenceFileRefused, match="nested too deeply"):
        entry_of(text, 0, "a.json", 1, Limits())
    assert not is_lines(f"{text}}}\n{text}}}")


def test_a_key_that_stands_twice_is_told():
    found = opened('{"a": 1, "a": 2}')

    assert [one.data for one in found.parts] == [{"a": 2}]
    assert found.warnings[0].startswith("A key stands twice")


def test_the_lines_of_values_are_found():
    text = '{\n "a": {"b/c": [1,\n 2]},\n "d": "x"\n}'

    found = opened(text).lines(["/a", "/a/b~1c/1", "/d", "/gone"])

    assert found == {"/a": 2, "/a/b~1c/1": 3, "/d": 4}


def test_a_long_text_is_read_strictly_and_not_held(monkeypatch):
    monkeypatch.setattr(json_text, "LOCATED", 5)

    assert parts('[{"a": 1}, {"b": 2}]') == [({"a": 1}, "/0"), ({"b": 2}, "/1")]
    assert dict(opened('{"aaaaa": 1}').lines(["/aaaaa"])) == {}
    with pytest.raises(EvidenceFileRefused, match=r"a comma too many|trailing comma"):
        parts('[{"a": 1},\n]')


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ('{"a": 1}\n\n{"b": 2}\n', True),
        ('{"a": 1}\n', False),
        ('{"a": 1}\n7\n', False),
        ('{"a": 1}\n{a}\n', False),
        ('{"a":\n1}', False),
    ],
)
def test_lines_are_known_by_their_first_two(text, looks):
    assert is_lines(text) is looks


def test_every_line_holds_an_object():
    found = opened('{"a": 1}\n\n {"b": 2} ', way=open_lines)

    assert [(one.data, one.line) for one in found.parts] == [
        ({"a": 1}, 1),
        ({"b": 2}, 3),
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{}\n7", "the line is no JSON object"),
        ("{}\n{} {}", "the line is no JSON object"),
        ("{}\n{a}", "no JSON: "),
        ('{}\n{"a":[[[1]]]}', "the line is nested too deeply"),
        ('{}\n{"a": "%s"}' % ("x" * 60), "the line is too long"),
        ("{}\n{}\n{}\n{}", "the file has too many lines"),
    ],
)
def test_another_line_is_refused_with_its_number(text, what):
    with pytest.raises(EvidenceFileRefused) as refused:
        parts(text, way=open_lines)

    (fault,) = refused.value.faults
    assert fault.what.startswith(what)
    assert fault.line == (4 if "many" in what else 2)


@pytest.mark.parametrize(
    ("data", "fits"), [({}, True), ([[1]], True), ([[[{}]]], False), ({"a": 1}, True)]
)
def test_the_depth_is_counted_in_lists_and_objects(data, fits):
    assert check_depth(data, FEW) is fits


def test_an_entry_says_where_it_ends():
    assert entry_of('x{"a": 1}, ', 1, "a.json", 1, FEW) == ({"a": 1}, 9)
    with pytest.raises(EvidenceFileRefused, match="nested too deeply"):
        entry_of("[[[[1]]]]", 0, "a.json", 1, FEW)
