"""From bytes to text that means what it looks like, and what is refused."""

import pytest

from riskapp.evidence.decoding import (
    decode,
    line_at,
    lines_at,
    one_line,
    refuse_unseen,
)
from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.limits import Limits

INSIDE = "the plain text file that is inside"


def decoded(content, **limits):
    return decode(content, "a.txt", Limits(**limits))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"a", "a"),
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"\xef\xbb\xbfa", "a"),
        ("\u00e9".encode(), "\u00e9"),
        ("a".encode("utf-16"), "a"),
        (b"\xfe\xff\x00a", "a"),
        (b"a\\\\u202e", "a\\\\u202e"),
        (b"\\u00411", "\\u00411"),
        (b"\\U00000041", "\\U00000041"),
    ],
)
def test_text_is_read_with_plain_ends_of_lines(content, text):
    assert decoded(content) == text


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"a" * 11, (1, "the file has 11 bytes", "at most 10; the collector reads larger ones")),
        (b" \n ", (1, "the file is empty", "what the tool exported")),
        (b"a\n\n\xff", (3, "the file is not text in UTF-8", "a file saved as UTF-8")),
        (b"a\n\x00", (2, "the file holds a NUL character", "text without it")),
        (b"a\n\x1b", (2, "the file holds the control character U+001B", "text without it")),
        ("a\n\u202e".encode(), (2, "a mark that changes the direction of reading (U+202E)", "text without it")),
        (b"\n\\u202e", (2, "a mark that changes the direction of reading (U+202E), written as an escape", "text without it")),
        (b"\n\\u0000", (2, "a NUL character, written as an escape", "text without it")),
        (b"\\u0000beef", (1, "a NUL character, written as an escape", "text without it")),
        (b"\\u202Ea", (1, "a mark that changes the direction of reading (U+202E), written as an escape", "text without it")),
        (b"\\U00002066", (1, "a mark that changes the direction of reading (U+2066), written as an escape", "text without it")),
        (b"PK\x03\x04", (1, "a packed file (ZIP, or an Office document)", INSIDE)),
        (b"PK\x05\x06", (1, "an empty ZIP file", INSIDE)),
        (b"\x1f\x8b", (1, "a packed file (gzip)", INSIDE)),
        (b"BZh", (1, "a packed file (bzip2)", INSIDE)),
        (b"\xfd7zXZ", (1, "a packed file (xz)", INSIDE)),
        (b"7z\xbc\xaf", (1, "a packed file (7-Zip)", INSIDE)),
        (b"(\xb5/\xfd", (1, "a packed file (Zstandard)", INSIDE)),
        (b"%PDF-1.7", (1, "a PDF document", INSIDE)),
        (b"\x89PNG", (1, "a picture", INSIDE)),
    ],
)  # fmt: skip
def test_what_is_no_text_is_refused_with_its_line(content, fault):
    with pytest.raises(EvidenceFileRefused) as refused:
        decoded(content, bytes=10) if len(content) == 11 and content[:1] == b"a" else (
            decoded(content)
        )

    assert refused.value.faults == (("a.txt", *fault),)


def test_a_file_may_be_as_large_as_the_limit():
    assert decoded(b"a" * 10, bytes=10) == "a" * 10


def test_a_piece_of_a_text_is_refused_by_its_line_in_the_whole():
    with pytest.raises(EvidenceFileRefused) as refused:
        refuse_unseen("a\n\x00", "b.txt", 7)
    assert refused.value.faults[0].line == 8
    with pytest.raises(EvidenceFileRefused) as refused:
        refuse_unseen("a\n\\u0000", "b.txt", 7)
    assert refused.value.faults[0].line == 8


def test_in_one_line_a_sign_stands_for_what_nobody_sees():
    assert one_line("a\tb\nc") == "a b c"
    assert one_line("a\x00\u202eb") == "a\ufffd\ufffdb"
    assert one_line("a\ud800b") == "a?b"


def test_places_have_their_lines():
    text = "a\nb\n\nc"

    assert [line_at(text, offset) for offset in (0, 1, 2, 4, 5)] == [1, 1, 2, 3, 4]
    assert lines_at(text, {"c": 5, "a": 0, "b": 2}) == {"a": 1, "b": 2, "c": 4}
    assert lines_at(text, {}) == {}
