"""Read files of any size in constant memory: JSON Lines, tables and lists of objects."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from riskapp.evidence.decoding import refuse_unseen
from riskapp.evidence.errors import refusal
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.readers import DocumentPart, Opened
from riskapp.evidence.readers.json_text import (
    documents,
    entry_of,
    objects_of,
)
from riskapp.evidence.readers.tables import rows_of

BLOCK = 1 << 20
_GAP = re.compile(r"[ \t\r\n,]*")


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


def open_stream(file: Digested, name: str, limits: Limits, watch: Watch) -> Opened:
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
        return Opened("lines", objects_of(_chained(first, lines), name, limits, watch))
    if start == "[":
        return Opened("json", _entries(first, lines, name, limits, watch))
    if "," in first:
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


def _entries(
    first: str, lines: Iterator[str], name: str, limits: Limits, watch: Watch
) -> Iterator[DocumentPart]:
    """The entries of lists, held one at a time, wherever their lines break.

    Several lists one after the other, and lists in a list, are pages. What is held is read on
    to twice its length before it is tried again, so that the work stays linear.
    """
    held, at, counted = first, 0, 0
    line, entry, rows = 1, 0, 0
    inside = False
    while True:
        gap = _GAP.match(held, at)
        at = gap.end() if gap else at
        line += held.count("\n", counted, at)
        counted = at
        mark = held[at : at + 1]
        broken: ValueError | None = None
        if mark == ("]" if inside else "["):
            at, entry, inside = at + 1, 0, not inside
            continue
        if mark and (not inside or mark not in "{["):
            raise refusal(
                name,
                line,
                "something else than an object stands in or behind the list",
                "objects in lists only",
            )
        if mark:
            try:
                data, end = entry_of(held, at, name, line, limits)
            except json.JSONDecodeError as error:
                broken = error
            else:
                yield from documents(data, f"/{entry}", line, held, at)
                at = end
                entry += 1
                rows += 1
                _count(rows, line, name, limits, watch)
                continue
        held, at, counted = held[at:], 0, 0
        more = _more(lines, len(held), limits)
        if not more and not mark and not inside:
            return
        if not more:
            raise refusal(
                name, line, "the list does not end, or an entry is broken", "valid JSON"
            ) from broken
        held += more


def _more(lines: Iterator[str], held: int, limits: Limits) -> str:
    """As many lines as are held, up to the longest entry there may be; "" for no more."""
    wanted = min(max(held, 1), limits.line + 1 - held)
    found: list[str] = []
    while wanted > 0 and (line := next(lines, "")):
        found.append(line)
        wanted -= len(line)
    return "".join(found)


def _count(rows: int, line: int, name: str, limits: Limits, watch: Watch) -> None:
    if rows % 1000 == 0:
        watch.look(line)
    if rows > limits.rows:
        raise refusal(name, line, "too many entries", f"at most {limits.rows}")
