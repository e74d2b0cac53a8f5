"""Small questions about plain data: each answers with something usable, or with a fault."""

import datetime

import pytest

from questionnaires.document.checker import Checker
from questionnaires.document.errors import DocumentError
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
