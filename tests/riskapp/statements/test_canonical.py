"""Canonical JSON: one way to write, and a strict reader."""

import pytest

from riskapp.statements.canonical import MAX_DEPTH, MAX_WHOLE, canonical, read_strictly


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"b": 1, "a": [True, None, "ä"]}, '{"a":[true,null,"ä"],"b":1}'),
        # By UTF-16, as RFC 8785 has it: the emoji before the private sign.
        ({"\ue000": 1, "😀": 2}, '{"😀":2,"\ue000":1}'),
        ({"a": '"\\\n\x1f/'}, '{"a":"\\"\\\\\\n\\u001f/"}'),
        (MAX_WHOLE, "9007199254740991"),
        ((1, 2), "[1,2]"),
        ({}, "{}"),
    ],
)
def test_plain_data_is_written_in_one_way(data, text):
    assert canonical(data) == text.encode()


NEITHER = "neither text, whole number, truth, list nor object"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (1.0, NEITHER),
        (MAX_WHOLE + 1, NEITHER),
        (-MAX_WHOLE - 1, NEITHER),
        ({"a": {1}}, NEITHER),
        (b"x", NEITHER),
        ({1: 2}, "a key is no text"),
        ("a\x00", "a sign that no database keeps"),
        ({"a\x00": 1}, "a sign that no database keeps"),
    ],
)
def test_what_cannot_be_written_so_is_refused_and_says_why(data, why):
    with pytest.raises(ValueError, match=f"^{why}$"):
        canonical(data)


def test_half_of_a_pair_is_no_text():
    with pytest.raises(UnicodeEncodeError):
        canonical("\ud800")


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_what_is_nested_too_deeply_is_refused(opening):
    closing = {"[": "]"}.get(opening, "}")

    def nested(depth):
        return (opening * depth + "1" + closing * depth).encode()

    deepest = nested(MAX_DEPTH - 1)
    assert canonical(read_strictly(deepest)) == deepest
    for depth in (MAX_DEPTH, 500_000):
        with pytest.raises(ValueError, match=r"^nested too deeply$"):
            read_strictly(nested(depth))


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_json_does_not_know_is_refused_by_its_name(name):
    with pytest.raises(ValueError, match=f"^{name} is no number of JSON$"):
        read_strictly(f'{{"a": {name}}}'.encode())


def test_a_key_stands_once():
    with pytest.raises(ValueError, match=r"^a key stands twice$"):
        read_strictly(b'{"a": {"b": 1, "b": 2}}')
