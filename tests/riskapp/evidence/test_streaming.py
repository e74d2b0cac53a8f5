import hashlib
import io
import json
import time
import tracemalloc
from dataclasses import replace

import pytest

from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.limits import Limits
from tests.data.evidence.corpus import AUDIT, REPORT, TOKEN, samples

LINE = json.dumps(AUDIT).encode() + b"\n"


class Endless(io.RawIOBase):
    """A file of many equal lines that is made while it is read."""

    def __init__(self, line, count):
        self.left = line * 100
        self.count = count // 100
        self.held = b""

    def readable(self):
        return True

    def readinto(self, buffer):
        while len(self.held) < len(buffer) and self.count:
            self.held += self.left
            self.count -= 1
        data, self.held = self.held[: len(buffer)], self.held[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


@pytest.mark.parametrize(
    "path",
    [
        "audit.json",
        "audit.jsonl",
        "tokens.json",
        "events.log",
        "report.csv",
        "bots.json",
    ],
)
def test_a_stream_says_what_the_whole_file_says(reader, path):
    sample = next(s for s in samples() if s.path == path)

    whole = reader.read(sample.content, path)
    stream = reader.read_stream(io.BytesIO(sample.content), path)

    assert without_lines(stream) == without_lines(whole)


def without_lines(reading):
    facts = tuple(replace(fact, line=0) for fact in reading.facts)
    return replace(reading, facts=facts)


def test_memory_stays_the_same_however_long_the_file(reader):
    peaks = []
    for count in (500, 5_000):
        tracemalloc.start()
        reading = reader.read_stream(Endless(LINE, count), "audit.jsonl")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert [fact.value for fact in reading.of("agent.actions")] == [count]

    assert peaks[1] < peaks[0] * 1.2


def test_a_list_that_breaks_its_lines_anywhere_is_read(reader):
    text = json.dumps([TOKEN, {**TOKEN, "token_id": 5}], indent=3).replace(",", "\n,")

    reading = reader.read_stream(io.BytesIO(text.encode()), "tokens.json")

    assert {fact.about for fact in reading.facts} == {"98", "5"}
    assert reading.facts == reader.read(text.encode(), "tokens.json").facts
    assert {fact.line for fact in reading.facts} == {2, 36}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([AUDIT] * 3) + "\n" + json.dumps([AUDIT] * 4, indent=1),
        json.dumps([AUDIT] * 3) + json.dumps([AUDIT] * 4) + "\n\n",
        json.dumps([[AUDIT] * 3, [AUDIT] * 4], indent=2),
    ],
    ids=["lists in lines", "lists in one line", "lists in a list"],
)
def test_every_page_of_a_list_is_counted(reader, text):
    whole = reader.read(text.encode(), "audit.json")
    stream = reader.read_stream(io.BytesIO(text.encode()), "audit.json")

    assert [fact.value for fact in whole.of("agent.actions")] == [7]
    assert [fact.value for fact in stream.of("agent.actions")] == [7]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([{**AUDIT, "data": ["x"] * 60_000}], indent=0),
        json.dumps([AUDIT] * 15_000),
    ],
    ids=["an entry of many lines", "many entries in a line"],
)
def test_a_list_is_read_in_a_time_that_grows_with_its_length(reader, text):
    start = time.process_time()

    assert reader.read_stream(io.BytesIO(text.encode()), "audit.json").facts
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (LINE * 3 + b"{oops}\n", "x:4: no JSON"),
        (LINE + b'{"a": "\\u202e"}\n', "x:2: a mark that changes"),
        (LINE + b"\xff\n", "is not text in UTF-8"),
        (b"[" + LINE + b"," + LINE[:-5], "the list does not end"),
        (b"[" + b'{"a":' * 300, "the list does not end"),
        (b"[" + b'{"a":' * 300 + b"1" + b"}" * 300 + b"]", "nested too deeply"),
        (b'"text"\n', "neither a list"),
        (b"[]", "no entries"),
        (b"[" + LINE + b", 5]", "something else than an object"),
        (b"[" + LINE + b"]\n" + LINE, "x:3: something else than an object"),
        (REPORT.encode() + b"\na,b," + b"c," * 40, "the row has"),
    ],
)
def test_what_is_broken_in_a_stream_is_named(reader, content, word):
    with pytest.raises(EvidenceFileRefused, match=word):
        reader.read_stream(io.BytesIO(content), "x")


def test_a_line_without_an_end_is_refused(reader):
    small = replace(reader, limits=Limits(line=1000))

    with pytest.raises(EvidenceFileRefused, match="the line is too long"):
        small.read_stream(io.BytesIO(b'{"a": "' + b"x" * 5000), "x")


def stream_faults(reader, content, **limits):
    small = replace(reader, limits=Limits(**limits))
    with pytest.raises(EvidenceFileRefused) as refused:
        small.read_stream(io.BytesIO(content), "x")
    return refused.value.faults


@pytest.mark.parametrize(
    ("content", "limits", "fault"),
    [
        (
            b"words\n",
            {"bytes": 7},
            (
                1,
                "a large file that is neither a list, nor JSON Lines, nor a table",
                "one of these, or at most 7 bytes",
            ),
        ),
        (
            LINE + b"\xff\n",
            {},
            (1, "the file is not text in UTF-8", "a file saved as UTF-8"),
        ),
        (
            LINE + b"x" * (len(LINE) + 1) + b"\n",
            {"line": len(LINE)},
            (2, "the line is too long", f"at most {len(LINE)} characters"),
        ),
        (
            b"[" + LINE + b",\n\n5]",
            {},
            (
                4,
                "something else than an object stands in or behind the list",
                "objects in lists only",
            ),
        ),
        (
            b"[" + LINE + b"," + LINE[:-5],
            {},
            (2, "the list does not end, or an entry is broken", "valid JSON"),
        ),
        (
            b"[" + b",\n".join([LINE.strip()] * 4) + b"]",
            {"rows": 3},
            (4, "too many entries", "at most 3"),
        ),
    ],
)
def test_a_refusal_of_a_stream_names_line_and_what_was_expected(
    reader, content, limits, fault
):
    assert stream_faults(reader, content, **limits) == (("x", *fault),)


def test_a_stream_has_the_size_and_the_digest_of_all_of_it(reader):
    content = b"[" + LINE + b"]" + b"\n" * 5

    reading = reader.read_stream(io.BytesIO(content), "audit.json")

    assert reading.size == len(content)
    assert reading.sha256 == hashlib.sha256(content).hexdigest()
    assert reader.read(content, "audit.json").sha256 == reading.sha256


def test_as_many_entries_as_the_limit_says_are_read(reader):
    small = replace(reader, limits=Limits(rows=3))
    content = b"[" + b",\n".join([LINE.strip()] * 3) + b"]"

    (fact,) = small.read_stream(io.BytesIO(content), "x").of("agent.actions")

    assert fact.value == 3
