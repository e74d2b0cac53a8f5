"""Canonical JSON: one way to write, and a strict reader."""

import json

import pytest

from riskapp.statements.canonical import MAX_WHOLE, canonical, read_strictly


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


@pytest.mark.parametrize(
    "data", [1.0, MAX_WHOLE + 1, {1: 2}, "\ud800", "a\x00", {"a": {1}}, b"x"]
)
def test_what_cannot_be_written_so_is_refused(data):
    with pytest.raises(ValueError, match=r"."):
        canonical(data)


def test_what_is_nested_too_deeply_is_refused():
    for depth, is_read in ((10, True), (13, False), (500_000, False)):
        content = b"[" * depth + b"]" * depth
        if is_read:
            assert json.loads(canonical(read_strictly(content))) is not None
            continue
        with pytest.raises(ValueError, match="deeply"):
            read_strictly(content)


def test_a_key_stands_once():
    with pytest.raises(ValueError, match="twice"):
        read_strictly(b'{"a": {"b": 1, "b": 2}}')
