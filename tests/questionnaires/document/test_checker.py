"""Small questions about plain data: each answers with something usable, or with a fault."""

import datetime
from fractions import Fraction

import pytest

from questionnaires.document.checker import Checker
from questionnaires.document.errors import MAX_FAULTS, DocumentError
from questionnaires.document.source import read_yaml

TEXT = """schema: 3
list: [1, 2, 3]
long: aaaaaaaaaaaa
day: 2026-01-31
spring: march
word: gren
words: [red, gren]
two: [{id: a}, {id: a}]
"""
COLOURS = ("red", "green")


@pytest.fixture
def check():
    return Checker(read_yaml(TEXT, "small.yaml"))


class Named:
    def __init__(self, data):
        self.id = data["id"]


def read(data, _path):
    return Named(data)


@pytest.mark.parametrize(
    ("ask", "answer", "fault"),
    [
        (
            lambda check, data: list(check.items(data["list"], ("list",), 2)),
            [],
            "2: a list of 3, expected at most 2",
        ),
        (
            lambda check, data: check.text(data, "long", (), most=10),
            "a" * 10,
            "3: 'long' has 12 characters, expected at most 10",
        ),
        (
            lambda check, data: check.flag(data, "word", ()),
            False,
            "6: 'word' is 'gren', expected true or false",
        ),
        (
            lambda check, data: check.day(data, "spring", ()),
            None,
            "5: 'spring' is 'march', expected a day: 2026-01-31",
        ),
        (
            lambda check, data: check.known(data, "word", (), "colour", COLOURS),
            "",
            "6: unknown colour 'gren', expected perhaps 'green'",
        ),
        (
            lambda check, data: check.all_known(data, "words", (), "colour", COLOURS),
            ("red", "gren"),
            "7: unknown colour 'gren', expected perhaps 'green'",
        ),
        (
            lambda check, data: check.schema(data, 2),
            None,
            "1: schema is 3, expected schema 2",
        ),
        (
            lambda check, data: len(check.each(data["two"], ("two",), read, what="id")),
            1,
            "8: id 'a' stands twice, expected each id once",
        ),
    ],
)
def test_what_is_wrong_is_told_by_line_and_something_usable_given(
    check, ask, answer, fault
):
    assert ask(check, check.source.data) == answer
    assert [str(found) for found in check.faults] == [f"small.yaml:{fault}"]
    with pytest.raises(DocumentError):
        check.done()


def test_what_is_right_is_given_as_it_is_meant(check):
    data = check.source.data

    assert check.day(data, "day", ()) == datetime.date(2026, 1, 31)
    assert check.day(data, "never", ()) is None
    check.done()


MORE = """one: 1
yes: true
text: words
long: %s
blank: ' '
code: a.b-c_1
bad: -x
third: '1/3'
half: '0.5'
over: '1/0'
least: '-1'
map: {a: 1, b: 2, c: 3}
list: [a, '', 7, %s]
day: 2026-01-31
"""


@pytest.fixture
def more():
    text = MORE % ("a" * 2001, "b" * 201)
    return Checker(read_yaml(text, "more.yaml"))


def faults(check):
    return [str(fault).removeprefix("more.yaml:") for fault in check.faults]


@pytest.mark.parametrize(
    ("ask", "answer", "fault"),
    [
        (lambda c, d: c.mapping(d["one"], ("one",), ()), {}, "1: '1', expected a mapping"),
        (lambda c, d: c.mapping(d["list"], ("list",), ()), {}, "13: a list, expected a mapping"),
        (lambda c, d: c.mapping(None, ("one",), ()), {}, "1: nothing, expected a mapping"),
        (
            lambda c, d: len(c.mapping(d["map"], ("map",), ("a", "b"))),
            3,
            "12: unknown key 'c', expected one of a, b",
        ),
        (lambda c, d: list(c.items(d["map"], ("map",))), [], "12: a mapping, expected a list"),
        (lambda c, d: list(c.items(d["one"], ("one",))), [], "1: '1', expected a list"),
        (lambda c, d: c.text(d, "yes", ()), "", "2: 'yes' is 'True', expected text"),
        (lambda c, d: c.text(d, "map", ()), "", "12: 'map' is a mapping, expected text"),
        (lambda c, d: c.text(d, "blank", (), need=True), "", "5: 'blank' is ' ', expected text"),
        (lambda c, d: c.text(d, "gone", (), need=True), "", "1: 'gone' is nothing, expected text"),
        (
            lambda c, d: len(c.text(d, "long", ())),
            2000,
            "4: 'long' has 2001 characters, expected at most 2000",
        ),
        (
            lambda c, d: c.code(d, "bad", ()),
            "-x",
            "7: 'bad' is '-x', expected letters, digits, '_', '-' or '.', a letter or digit first",
        ),
        (lambda c, d: c.code(d, "code", (), 3), "a.b", "6: 'code' has 7 characters, expected at most 3"),
        (lambda c, d: c.code(d, "gone", ()), "", "1: 'gone' is nothing, expected text"),
        (
            lambda c, d: c.whole(d, "yes", (), 0, 5),
            0,
            "2: 'yes' is 'True', expected a whole number from 0 to 5",
        ),
        (
            lambda c, d: c.whole(d, "one", (), 2, 5),
            2,
            "1: 'one' is '1', expected a whole number from 2 to 5",
        ),
        (
            lambda c, d: c.whole(d, "one", (), -5, 0),
            -5,
            "1: 'one' is '1', expected a whole number from -5 to 0",
        ),
        (
            lambda c, d: c.whole(d, "gone", (), 2, 5),
            2,
            "1: 'gone' is nothing, expected a whole number from 2 to 5",
        ),
        (lambda c, d: c.flag(d, "one", ()), False, "1: 'one' is '1', expected true or false"),
        (lambda c, d: c.number(d, "yes", ()), None, "2: 'yes' is 'True', expected a number of 0 or more"),
        (lambda c, d: c.number(d, "least", ()), None, "11: 'least' is '-1', expected a number of 0 or more"),
        (lambda c, d: c.number(d, "over", ()), None, "10: 'over' is '1/0', expected a number of 0 or more"),
        (lambda c, d: c.number(d, "list", ()), None, "13: 'list' is a list, expected a number of 0 or more"),
        (
            lambda c, d: c.number({"n": "9" * 21}, "n", ()),
            None,
            f"1: 'n' is '{'9' * 21}', expected a number of 0 or more",
        ),
        (lambda c, d: c.day(d, "text", ()), None, "3: 'text' is 'words', expected a day: 2026-01-31"),
        (
            lambda c, d: c.known(d, "text", (), "word", [f"long {n}" for n in range(21)]),
            "",
            "3: unknown word 'words', expected one that exists",
        ),
        (
            lambda c, d: c.known(d, "text", (), "word", [f"{n:02} 12345" for n in range(20)]),
            "",
            "3: unknown word 'words', expected one of " + ", ".join(f"{n:02} 12345" for n in range(20)),
        ),
        (lambda c, d: c.one_of(None, ("one",), "word", ["z", "b"]), False, "1: unknown word nothing, expected one of b, z"),
        (lambda c, d: c.one_of(1, ("one",), "word", {1: "x", "q": 1}.keys() - {1}), False, "1: unknown word '1', expected one of q"),
    ],
)  # fmt: skip
def test_a_fault_says_what_stands_there_and_what_was_expected(more, ask, answer, fault):
    assert ask(more, more.source.data) == answer
    assert faults(more) == [fault]


def test_every_text_of_a_list_that_is_none_is_named_and_left_out(more):
    found = more.texts(more.source.data, "list", ())

    assert found == ("a",)
    assert faults(more) == [
        "13: 'list' holds '', expected short texts",
        "13: 'list' holds '7', expected short texts",
        f"13: 'list' holds '{'b' * 60}', expected short texts",
    ]


def test_texts_may_have_two_hundred_characters(more):
    assert more.texts({"x": ["b" * 200]}, "x", ()) == ("b" * 200,)
    more.done()


def test_what_is_missing_and_not_needed_is_no_fault(more):
    data = more.source.data

    assert more.text(data, "gone", ()) == ""
    assert more.whole(data, "gone", (), 1, 5, 3) == 3
    assert more.flag(data, "gone", ()) is False
    assert more.number(data, "gone", ()) is None
    assert more.texts(data, "gone", ()) == ()
    assert list(more.items(None, ("gone",))) == []
    assert more.day(data, "gone", ()) is None
    more.done()


def test_what_is_as_it_should_be_is_given(more):
    data = more.source.data

    assert more.text(data, "one", ()) == "1"
    assert more.text(data, "blank", ()) == " "
    assert more.text(data, "text", (), most=5) == "words"
    assert more.code(data, "code", ()) == "a.b-c_1"
    assert more.code({"c": "a" * 80}, "c", ()) == "a" * 80
    assert more.whole(data, "one", (), 1, 1) == 1
    assert more.flag(data, "yes", ()) is True
    assert more.number(data, "one", ()) == 1
    assert type(more.number(data, "one", ())) is int
    assert more.number(data, "half", ()) == Fraction(1, 2)
    assert more.number(data, "third", ()) == Fraction(1, 3)
    assert more.number({"n": "9" * 20}, "n", ()) == int("9" * 20)
    assert more.known(data, "text", (), "word", ["words"]) == "words"
    assert [place for _, place in more.items(["x", "y"], ("list",), 2)] == [
        ("list", 0),
        ("list", 1),
    ]
    assert len(list(more.items(["x"] * 1000, ("list",)))) == 1000
    more.done()


def test_a_list_has_at_most_a_thousand_items_where_nothing_else_is_said(more):
    assert list(more.items([1] * 1001, ("list",))) == []
    assert more.each([1] * 1001, ("list",), read, what="x") == ()
    assert faults(more) == ["13: a list of 1001, expected at most 1000"] * 2


def test_items_are_read_with_their_places_and_told_apart_by_their_key(more):
    class Coded:
        def __init__(self, code):
            self.code = code

    seen = []

    def reading(item, path):
        seen.append(path)
        return Coded(item)

    found = more.each(
        ["x", "y", "x"], ("list",), reading, what="thing", key="code", most=3
    )

    assert [one.code for one in found] == ["x", "y"]
    assert seen == [("list", 0), ("list", 1), ("list", 2)]
    assert faults(more) == ["13: thing 'x' stands twice, expected each thing once"]


def test_a_file_of_another_format_is_told_by_what_it_says():
    check = Checker(read_yaml("schema: " + "x" * 100, "more.yaml"))

    check.schema(check.source.data, "mine/1")
    check.schema({"schema": "mine/1"}, "mine/1")

    shown = f"schema is '{'x' * 100}"[:80]
    assert faults(check) == [f"1: {shown}, expected schema mine/1"]


def test_a_file_of_nothing_but_faults_is_left_before_all_are_worded():
    allowed = [f"GOV-{n:02}" for n in range(80)]
    lines = "".join(f"GOV-{n % 80:02}{n:x}:\n" for n in range(2_000))
    check = Checker(read_yaml(lines, "small.yaml"))

    with pytest.raises(DocumentError) as error:
        check.mapping(check.source.data, (), allowed)

    assert len(error.value.faults) == MAX_FAULTS + 1
