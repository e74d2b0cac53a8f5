import io
import json
import tracemalloc
from dataclasses import replace

import pytest

from riskapp.evidence.errors import EvidenceRefused
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
    assert len({fact.line for fact in reading.facts}) == 2


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
        (REPORT.encode() + b"\na,b," + b"c," * 40, "the row has"),
    ],
)
def test_what_is_broken_in_a_stream_is_named(reader, content, word):
    with pytest.raises(EvidenceRefused, match=word):
        reader.read_stream(io.BytesIO(content), "x")


def test_a_line_without_an_end_is_refused(reader):
    small = replace(reader, limits=Limits(line=1000))

    with pytest.raises(EvidenceRefused, match="the line is too long"):
        small.read_stream(io.BytesIO(b'{"a": "' + b"x" * 5000), "x")
