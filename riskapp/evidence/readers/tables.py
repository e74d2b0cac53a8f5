"""Tables with a line of headings: comma, semicolon or tab between the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Protocol

from riskapp.evidence.errors import refusal
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.readers import DocumentPart, Opened

MOST_COLUMNS = 200
MOST_IN_A_CELL = csv.field_size_limit()


def open_table(text: str, name: str, limits: Limits, watch: Watch) -> Opened:
    """One document for each row, keyed by the headings; columns nobody knows do no harm.

    Raises EvidenceRefused with the line of a row that has more cells than headings.
    """
    return Opened("csv", _rows(text, name, limits, watch))


def headings(text: str) -> tuple[str, ...]:
    """The headings of a text, as far as it looks like a table; () where it does not."""
    first = text.lstrip("\n").split("\n", 1)[0][:20_000]
    mark = _separator(first)
    if not mark:
        return ()
    try:
        cells = next(csv.reader([first], delimiter=mark), [])
    except csv.Error:
        return ()
    return tuple(cell.strip() for cell in cells)


def _separator(first: str) -> str:
    counts = [(first.count(mark), mark) for mark in (",", ";", "\t")]
    most, mark = max(counts, key=lambda one: one[0])
    return mark if most else ""


class RowReader(Protocol):
    """What the standard library gives for a table."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


def _rows(text: str, name: str, limits: Limits, watch: Watch) -> Iterator[DocumentPart]:
    mark = _separator(text.lstrip("\n").split("\n", 1)[0])
    reader = csv.reader(io.StringIO(text), delimiter=mark or ",")
    return rows_of(reader, name, limits, watch)


def rows_of(
    reader: RowReader, name: str, limits: Limits, watch: Watch
) -> Iterator[DocumentPart]:
    """One document for each row behind the headings; raises EvidenceRefused on the way."""
    names: list[str] = []
    rows = 0
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = _named(cells, name, reader.line_num)
                continue
            if len(cells) > len(names):
                raise refusal(
                    name,
                    reader.line_num,
                    f"the row has {len(cells)} cells",
                    f"at most {len(names)}, one for each heading",
                )
            yield DocumentPart(dict(zip(names, cells)), f"/{rows}", reader.line_num)
            rows += 1
            if rows > limits.rows:
                raise refusal(
                    name,
                    reader.line_num,
                    "the table has too many rows",
                    f"at most {limits.rows}",
                )
            if rows % 1000 == 0:
                watch.look(reader.line_num)
    except csv.Error as error:
        raise refusal(
            name,
            max(1, reader.line_num),
            "the row cannot be read",
            f"cells of at most {MOST_IN_A_CELL} characters",
        ) from error


def _named(cells: list[str], name: str, line: int) -> list[str]:
    names = [cell.strip() for cell in cells]
    if len(names) > MOST_COLUMNS:
        raise refusal(
            name, line, f"the table has {len(names)} columns", f"at most {MOST_COLUMNS}"
        )
    if len(set(names)) != len(names):
        raise refusal(name, line, "a heading stands twice", "each column once")
    return names
