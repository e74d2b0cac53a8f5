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


def fault_of(text, limits=FEW, way=open_json, seconds=20):
    """What is said of a text, "" where it is read."""
    try:
        list(way(text, "a.json", limits, Watch("a.json", seconds)).parts)
    except EvidenceFileRefused as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("7", "1: no JSON: one plain value, expected valid JSON"),
        ('{}\n"x"', "2: no JSON: one plain value, expected valid JSON"),
        ('{"a": 1', "1: no JSON: expecting ',' delimiter, expected valid JSON"),
        ('\n{"a" 1}', "2: no JSON: expecting ':' delimiter, expected valid JSON"),
        ("[{}\n\n{}]", "3: no JSON: the list does not end, expected valid JSON"),
        ("[{}", "1: no JSON: the list does not end, expected valid JSON"),
        ('{"a":\n[[1]]}', ""),
        ('{"a":\n[[[1]]]}', "2: the file is nested too deeply, expected at most 3 levels"),
        ('[\n{"a": {"b": {}}}]', ""),
        ('[\n{"a":\n {"b": {"c":\n []}}}]', "3: the file is nested too deeply, expected at most 3 levels"),
        ("[{}, {},\n{}]", ""),
        ("[{}, {}, {},\n{}]", "2: the list has too many entries, expected at most 3"),
        ("{" * 21, "1: the file holds about 21 values, expected at most 20"),
        ("[" + "1," * 19 + "1]", "1: the list has too many entries, expected at most 3"),
        ('{"a": [' + "1," * 17 + "1]}", ""),
        ('{"a": [' + "1," * 18 + "1]}", ""),
        ('{"a": [' + "1," * 19 + "1]}", "1: the file holds about 21 values, expected at most 20"),
    ],
)  # fmt: skip
def test_each_refusal_of_a_text_says_line_fault_and_what_was_expected(text, said):
    assert fault_of(text) == (said and f"a.json:{said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}\n7", "2: the line is no JSON object, expected one object in each line"),
        ("{}\n{} {}", "2: the line is no JSON object, expected one object in each line"),
        ("{}\n\n{a}", "3: no JSON: expecting property name enclosed in double quotes, expected one object in each line"),
        ('{}\n{"a":[[1]]}', ""),
        ('{}\n{"a":[[[1]]]}', "2: the line is nested too deeply, expected at most 3 levels"),
        ('{}\n{"a": "%s"}' % ("x" * 51), ""),
        ('{}\n{"a": "%s"}' % ("x" * 52), "2: the line is too long, expected at most 60 characters"),
        ("{}\n{}\n{}", ""),
        ("{}\n{}\n{}\n", ""),
        ("{}\n{}\n{}\n{}", "4: the file has too many lines, expected at most 3"),
    ],
)  # fmt: skip
def test_each_refusal_of_a_line_says_line_fault_and_what_was_expected(text, said):
    assert fault_of(text, way=open_lines) == (said and f"a.json:{said}")


MANY = Limits(rows=5_000, depth=3)


@pytest.mark.parametrize(
    ("text", "way", "line"),
    [
        ("{}", open_json, 1),
        ("[\n{},\n{}]", open_json, 1),
        ("[" + "{},\n" * 999 + "{}]", open_json, 1000),
        ("[" + "{},\n" * 1200 + "{}]", open_json, 1000),
        ("\n{}\n{}", open_json, 2),
        ("{}\n" * 999, open_lines, None),
        ("{}\n" * 1000, open_lines, 1000),
        ("{}\n" * 1500, open_lines, 1000),
    ],
)
def test_the_clock_is_looked_at_between_texts_and_every_thousand_entries(
    text, way, line
):
    said = f"a.json:{line}: the file takes too long to read, expected at most -1 seconds"  # fmt: skip

    assert fault_of(text, MANY, way, seconds=-1) == (said if line else "")


@pytest.mark.parametrize(
    ("text", "line", "deep"),
    [("{}", 7, False), ('{"a": [[1]]}', 7, False), ('{"a": [[[1]]]}', 7, True),
     ("[" * 60_000, 8, True)],
)  # fmt: skip
def test_an_entry_that_is_nested_too_deeply_is_refused_with_its_line(text, line, deep):
    if not deep:
        assert entry_of(text, 0, "a.json", line, FEW)[1] == len(text)
        return
    with pytest.raises(EvidenceFileRefused) as refused:
        entry_of(text, 0, "a.json", line, FEW)

    assert str(refused.value) == f"a.json:{line}: the line is nested too deeply, expected at most 3 levels"  # fmt: skip


def test_a_long_text_is_refused_in_the_same_words(monkeypatch):
    monkeypatch.setattr(json_text, "LOCATED", 5)

    assert fault_of('[{"a": 1},\n]').split(",")[0] in (
        "a.json:1: no JSON: illegal trailing comma before end of array",
        "a.json:2: no JSON: a comma too many",
    )
    assert fault_of('{"a":\n[[[1]]]}').startswith("a.json:2: the file is nested too")
    assert fault_of('{"aaa": 1}\n7') == "a.json:2: no JSON: one plain value, expected valid JSON"  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[{}\n,{}]", [({}, "/0", 1), ({}, "/1", 2)]),
        ("[ {} , {} ]", [({}, "/0", 1), ({}, "/1", 1)]),
        ("[{}][{}]", [({}, "/0", 1), ({}, "/0", 1)]),
        ("\n[\n[\n{}, {}]]", [({}, "/0/0", 0), ({}, "/0/1", 0)]),
        ('{}\n\n{"a": 1}', [({}, "", 1), ({"a": 1}, "", 3)]),
        ('[]{"a": 1}', [({"a": 1}, "/1", 1)]),
    ],
)
def test_entries_have_their_lines(text, found):
    assert [(one.data, one.pointer, one.line) for one in opened(text).parts] == found
