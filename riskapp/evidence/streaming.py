"""Read files of any size in constant memory: JSON Lines, tables and lists of objects."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from riskapp.evidence.decoding import refuse_unseen
from riskapp.evidence.errors import EvidenceRefused, refusal
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.readers import Opened, Part
from riskapp.evidence.readers.json_text import entry_of, line_data
from riskapp.evidence.readers.tables import rows_of

BLOCK = 1 << 20


class Digested(io.RawIOBase):
    """A file that is read once, from its begin to its end, with its SHA-256 and its size."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self.size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        self._digest.update(data)
        self.size += len(data)
        buffer[: len(data)] = data
        return len(data)

    def hexdigest(self) -> str:
        """The digest of what was read so far."""
        return self._digest.hexdigest()


def open_stream(
    file: Digested, name: str, limits: Limits, watch: Watch, *, tables: bool = True
) -> Opened:
    """The entries of a large file, one after the other.

    UTF-8 only. Raises EvidenceRefused at once where it is no list, no JSON Lines and no table,
    and while it is read, with the line, where an entry is broken.
    """
    text = io.TextIOWrapper(
        io.BufferedReader(file, BLOCK), encoding="utf-8-sig", newline=None
    )
    lines = _lines(text, name, limits)
    first = next(lines, "")
    start = first.lstrip()[:1]
    if start == "{":
        return Opened("lines", _objects(first, lines, name, limits, watch))
    if start == "[":
        return Opened("json", _entries(first, lines, name, limits, watch))
    if tables and "," in first:
        reader = csv.reader(_chained(first, lines))
        return Opened("csv", rows_of(reader, name, limits, watch))
    raise refusal(
        name,
        1,
        "a large file that is neither a list, nor JSON Lines, nor a table",
        f"one of these, or at most {limits.bytes} bytes",
    )


def _chained(first: str, lines: Iterator[str]) -> Iterator[str]:
    yield first
    yield from lines


def _lines(text: io.TextIOWrapper, name: str, limits: Limits) -> Iterator[str]:
    """The lines of a text, none longer than the limit, each without hidden characters."""
    number = 0
    while True:
        number += 1
        try:
            line = text.readline(limits.line + 1)
        except UnicodeDecodeError as error:
            raise refusal(
                name, number, "the file is not text in UTF-8", "a file saved as UTF-8"
            ) from error
        if not line:
            return
        if len(line) > limits.line:
            raise refusal(
                name,
                number,
                "the line is too long",
                f"at most {limits.line} characters",
            )
        refuse_unseen(line, name, number)
        yield line


def _objects(
    first: str, lines: Iterator[str], name: str, limits: Limits, watch: Watch
) -> Iterator[Part]:
    for number, line in enumerate(_chained(first, lines), 1):
        if number % 10_000 == 0:
            watch.look(number)
        if number > limits.rows:
            raise _too_many(name, number, limits)
        plain = line.strip()
        if plain:
            yield Part(line_data(plain, number, name, limits), "", number)


def _entries(
    first: str, lines: Iterator[str], name: str, limits: Limits, watch: Watch
) -> Iterator[Part]:
    """The entries of a list, held one at a time, wherever its lines break."""
    held = first.lstrip()[1:]
    line, entry = 1, 0
    broken: ValueError | None = None
    while True:
        held = held.lstrip(" \t\r\n,")
        found = None
        if held[:1] == "]":
            return
        if held:
            try:
                found = entry_of(held, name, line, limits)
            except json.JSONDecodeError as error:
                broken = error
        if found is not None:
            data, end = found
            if isinstance(data, dict):
                yield Part(data, f"/{entry}", line)
            entry += 1
            line += held.count("\n", 0, end)
            held = held[end:]
            if entry % 10_000 == 0:
                watch.look(line)
            if entry > limits.rows:
                raise _too_many(name, line, limits)
            continue
        more = next(lines, "")
        if not more or len(held) > limits.line:
            raise refusal(
                name, line, "the list does not end, or an entry is broken", "valid JSON"
            ) from broken
        held += more


def _too_many(name: str, line: int, limits: Limits) -> EvidenceRefused:
    return refusal(name, line, "too many entries", f"at most {limits.rows}")
