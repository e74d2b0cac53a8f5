"""Texts, numbers and words of a closed list."""

import pytest


@pytest.mark.parametrize(
    ("data", "options", "found"),
    [
        ({"a": "mode"}, {}, [("mode", "/a")]),
        ({"a": ""}, {}, []),
        ({"a": ""}, {"default": "ask"}, [("ask", "/a")]),
        ({}, {"default": "ask"}, [("ask", "")]),
    ],
)
def test_a_text_is_taken_or_stands_for_what_is_not_there(taken, data, options, found):
    assert taken("text", data, "/a", **options) == found


def test_every_text_is_taken_that_the_pointers_lead_to(taken):
    data = {"a": [{"id": "x"}, {"id": {}}, {"id": 3}], "b": "y"}

    assert taken("each_text", data, "/a/*/id", "/b") == [
        ("x", "/a/0/id"),
        ("3", "/a/2/id"),
        ("y", "/b"),
    ]


@pytest.mark.parametrize("word", ["true", True, "1", 1, "yes", " ON ", "Enabled"])
def test_what_programs_write_for_yes_is_yes(taken, word):
    assert taken("flag", {"a": word}, "/a", default=False) == [(True, "/a")]


@pytest.mark.parametrize("word", ["false", False, "0", 0, "no", " OFF ", "Disabled"])
def test_what_programs_write_for_no_is_no(taken, word):
    assert taken("flag", {"a": word}, "/a", default=True) == [(False, "/a")]


def test_what_is_neither_yes_nor_no_is_what_the_program_assumes(taken):
    assert taken("flag", {"a": "perhaps"}, "/a") == []
    assert taken("flag", {}, "/a", default=True) == [(True, "")]
    assert taken("flag", {}, "/a", default=0) == [(False, "")]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (7, 7),
        (0, 0),
        ("42", 42),
        ("9" * 15, 999_999_999_999_999),
        ("9" * 16, None),
        (True, None),
        ("-1", None),
        ("", None),
        (1.0, None),
        (None, None),
    ],
)
def test_a_whole_number_is_one_and_no_switch(taken, value, found):
    wanted = [] if found is None else [(found, "/a")]

    assert taken("number", {"a": value}, "/a") == wanted


@pytest.mark.parametrize(
    ("value", "found"),
    [([1, 2], [(2, "/a")]), ({"x": 1}, [(1, "/a")]), ([], [(0, "/a")]), ("ab", [])],
)
def test_entries_of_lists_and_objects_are_counted(taken, value, found):
    assert taken("count", {"a": value}, "/a") == found


@pytest.mark.parametrize("value", [None, "", [], {}, False])
def test_what_is_empty_is_not_present(taken, value):
    assert taken("present", {"a": value}, "/a") == []


@pytest.mark.parametrize("value", ["x", [0], {"y": 0}, True, 5])
def test_what_is_there_is_told_by_a_given_word(taken, value):
    assert taken("present", {"a": value}, "/a") == [("yes", "/a")]
    assert taken("present", {"a": value}, "/a", word="logged") == [("logged", "/a")]


TABLE = {"write": ["change", "read"], "read": "read", "admin:true": ["all"]}


@pytest.mark.parametrize(
    ("value", "first", "all_of_them"),
    [
        ("write", "change", ("change", "read")),
        ("READ", "read", ("read",)),
        (["nothing", "read", "write", 3], "read", ("change", "read")),
        ({"admin": True, "deep": {"admin": True}}, "all", ("all",)),
        ({"admin": "true"}, "all", ("all",)),
        ({"deep": {"admin": "true"}}, "all", ("all",)),
        ({"admin": ["true"]}, None, None),
        (None, None, None),
        (1.5, None, None),
    ],
)
def test_words_are_looked_up_in_a_table(taken, value, first, all_of_them):
    single = taken("codes", {"a": value}, "/a", table=TABLE)
    many = taken("codes", {"a": value}, "/a", table=TABLE, many=True)

    assert single == ([(first, "/a")] if first else [])
    assert many == ([(all_of_them, "/a")] if all_of_them else [])


def test_a_switch_is_looked_up_as_a_word_and_other_words_have_their_own(taken):
    table = {"true": ["on"], "false": "off", "7": "seven"}

    assert taken("codes", {"a": True}, "/a", table=table) == [("on", "/a")]
    assert taken("codes", {"a": False}, "/a", table=table) == [("off", "/a")]
    assert taken("codes", {"a": 7}, "/a", table=table) == [("seven", "/a")]
    assert taken("codes", {"a": "x"}, "/a", table=table, other="else") == [
        ("else", "/a")
    ]
