"""Pointers into plain data, with stars."""

import pytest

from riskapp.evidence.pointers import MISSING, get, joined, parts_of, select

DATA = {"a": [{"b": 1}, {"b": 2, "c/d": 3}], "e~f": {"x": None}, "0": "zero"}


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", DATA),
        ("/a/0/b", 1),
        ("/a/1/c~1d", 3),
        ("/e~0f/x", None),
        ("/0", "zero"),
        ("/a/2", MISSING),
        ("/a/-1", MISSING),
        ("/a/00000001", MISSING),
        ("/a/0000001", {"b": 2, "c/d": 3}),
        ("/a/b", MISSING),
        ("/0/z", MISSING),
        ("/nothing/more", MISSING),
    ],
)
def test_a_pointer_leads_to_a_value_or_nowhere(pointer, value):
    assert get(DATA, pointer) == value


def test_a_key_is_written_so_that_it_is_found_again():
    assert joined("/a", "c/d~e") == "/a/c~1d~0e"
    assert parts_of("/a/c~1d~0e") == ("a", "c/d~e")
    assert parts_of("/~01") == ("~1",)
    assert parts_of("") == ()
    assert joined("", 3) == "/3"


def test_what_does_not_begin_with_a_stroke_is_no_pointer():
    with pytest.raises(ValueError, match="'a/b' is no JSON pointer"):
        parts_of("a/b")


def test_a_star_stands_for_every_item_and_every_key():
    assert [tuple(one) for one in select(DATA, "/a/*/b")] == [
        ("/a/0/b", ("0",), 1),
        ("/a/1/b", ("1",), 2),
    ]
    assert [one.stars for one in select(DATA, "/*/*")] == [
        ("a", "0"),
        ("a", "1"),
        ("e~f", "x"),
    ]
    assert [one.pointer for one in select(DATA, "/e~0f/*")] == ["/e~0f/x"]
    assert [one.pointer for one in select(DATA, "/*")] == ["/a", "/e~0f", "/0"]


def test_a_pattern_that_leads_nowhere_selects_nothing():
    assert list(select(DATA, "/nothing")) == []
    assert list(select(DATA, "/0/*")) == []
    assert list(select(DATA, "/a/*/z")) == []
    assert [tuple(one) for one in select(DATA, "/a/0/b")] == [("/a/0/b", (), 1)]
