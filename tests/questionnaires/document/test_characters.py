"""Characters nobody sees, marks that turn the text, and two spellings of one name."""

import pytest

from questionnaires.document.characters import (
    address,
    compared,
    directing,
    domain_of,
    is_hidden,
    is_visible,
    mended,
    unshown,
)


@pytest.mark.parametrize("char", ["\u200b", "\u2800", "\u3164", "\x00", "\u2028"])
def test_nothing_is_seen_of_some_characters(char):
    assert is_hidden(char)
    assert not is_visible(char)


@pytest.mark.parametrize("char", ["a", "7", ".", "+", "ü", "日"])
def test_letters_digits_and_signs_are_seen(char):
    assert is_visible(char)
    assert not is_hidden(char)


def test_a_blank_is_neither_hidden_nor_enough():
    assert not is_hidden(" ")
    assert not is_visible(" ")


def test_lines_end_in_one_way():
    assert mended("a\r\nb\rc") == "a\nb\nc"


def test_a_mark_that_turns_the_text_is_told_with_its_line():
    assert directing("a\nb\u202ec") == "U+202E in line 2"
    assert directing("abc") == ""
    assert unshown("abc") == ""


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Vera@Vendor.Example ", "vera@vendor.example"),
        ("vera\u200b@vendor.example", "vera@vendor.example"),
        ("vera@xn--mnchen-3ya.example", "vera@münchen.example"),
        ("vera@MÜNCHEN.example", "vera@münchen.example"),
        ("vera@" + "a" * 70 + ".example", "vera@" + "a" * 70 + ".example"),
    ],
)
def test_an_address_has_one_spelling(written, kept):
    assert address(written) == kept
    assert domain_of(written) == kept.partition("@")[2]


@pytest.mark.parametrize(
    "other", ["  claude  CODE", "Claude\u200b Code", "ＣＬＡＵＤＥ Code"]
)
def test_names_are_compared_without_case_blanks_and_what_is_unseen(other):
    assert compared("Claude Code") == compared(other) == "claude code"


def test_an_accent_is_part_of_its_letter():
    assert compared("Cafe\u0301") == compared("Café") != compared("Cafe")
